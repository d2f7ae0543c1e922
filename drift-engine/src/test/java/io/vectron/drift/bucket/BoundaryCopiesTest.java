package io.vectron.drift.bucket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Seeds;
import io.vectron.drift.kernel.Team;
import io.vectron.drift.segment.RowGroup;
import io.vectron.drift.segment.RowSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundaryCopiesTest {
    private static final int DIMENSION = 11;
    private final Random random = new Random(Seeds.next("BoundaryCopiesTest"));

    /** Rows that are nothing but vectors. */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Vectors(float[][] values) implements RowSource {
        @Override
        public int rows() {
            return values.length;
        }

        @Override
        public void copyVector(int row, float[] target, int at) {
            System.arraycopy(values[row], 0, target, at, DIMENSION);
        }

        @Override
        public float inverseNorm(int row) {
            return 1;
        }

        @Override
        public int slot(int row) {
            throw new UnsupportedOperationException();
        }

        @Override
        public long version(int row) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] id(int row) {
            throw new UnsupportedOperationException();
        }

        @Override
        public byte[] payload(int row) {
            throw new UnsupportedOperationException();
        }
    }

    private float[] gaussian() {
        float[] vector = new float[DIMENSION];
        for (int i = 0; i < DIMENSION; i++) {
            vector[i] = 100 + (float) random.nextGaussian();
        }
        return vector;
    }

    private static double loss(float[] row, float[] own, float[] other) {
        double squares = 0;
        double otherSquares = 0;
        double product = 0;
        for (int i = 0; i < DIMENSION; i++) {
            double r = row[i] - own[i];
            double s = row[i] - other[i];
            squares += r * r;
            otherSquares += s * s;
            product += r * s;
        }
        return otherSquares + product * product / squares;
    }

    @Test
    void everyRowIsCopiedOnceToTheGroupOfLeastLoss() {
        float[][] rows = new float[900][];
        for (int row = 0; row < rows.length; row++) {
            rows[row] = gaussian();
        }
        int count = 60;
        List<List<Integer>> members = new ArrayList<>();
        List<float[]> centroids = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            members.add(new ArrayList<>());
            centroids.add(gaussian());
        }
        for (int row = 0; row < rows.length; row++) {
            members.get(row < count ? row : random.nextInt(count)).add(row);
        }
        List<RowGroup> groups = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            int[] of = members.get(g).stream().mapToInt(row -> row).toArray();
            groups.add(new RowGroup(100 + g, centroids.get(g), of));
        }
        List<RowGroup> copied = BoundaryCopies.add(new Vectors(rows), groups, DIMENSION, Team.ALONE);

        int[] copies = new int[rows.length];
        for (int g = 0; g < count; g++) {
            assertThat(copied.get(g).bucket()).isEqualTo(100 + g);
            assertThat(copied.get(g).rows()).isEqualTo(groups.get(g).rows());
            for (int row : copied.get(g).copies()) {
                copies[row]++;
                float[] own = centroids.get(groupOf(members, row));
                assertThat(members.get(g)).doesNotContain(row);
                double found = loss(rows[row], own, centroids.get(g));
                for (int other = 0; other < count; other++) {
                    if (!members.get(other).contains(row)) {
                        assertThat(found).isLessThanOrEqualTo(loss(rows[row], own, centroids.get(other)) * 1.0001);
                    }
                }
            }
        }
        assertThat(copies).containsOnly(1);
    }

    private static int groupOf(List<List<Integer>> members, int row) {
        int group = 0;
        while (!members.get(group).contains(row)) {
            group++;
        }
        return group;
    }

    @Test
    void aRowOnItsCentroidIsCopiedToo() {
        float[] centre = gaussian();
        float[] other = gaussian();
        RowGroup one = new RowGroup(1, centre, new int[] {0});
        RowGroup two = new RowGroup(2, other, new int[] {1});
        List<RowGroup> copied = BoundaryCopies.add(
                new Vectors(new float[][] {centre, other}), List.of(one, two), DIMENSION, Team.ALONE);
        assertThat(copied.get(0).copies()).containsExactly(1);
        assertThat(copied.get(1).copies()).containsExactly(0);
    }

    @Test
    void aSingleGroupHasNobodyToCopyFrom() {
        List<RowGroup> groups = List.of(new RowGroup(1, gaussian(), new int[] {0}));
        assertThat(BoundaryCopies.add(new Vectors(new float[][] {gaussian()}), groups, DIMENSION, Team.ALONE))
                .isEqualTo(groups);
    }

    /** So many are looked up by cells, most of which are empty here. */
    @Test
    void groupsInOnePlaceAndOneFarAwayAreCopiedOrLeftAlone() {
        int count = 8_300;
        float[] centre = gaussian();
        float[] far = centre.clone();
        far[0] += 1e6f;
        float[][] rows = new float[count][];
        List<RowGroup> groups = new ArrayList<>();
        for (int g = 0; g < count; g++) {
            rows[g] = g == 77 ? far : centre;
            groups.add(new RowGroup(g, rows[g], new int[] {g}));
        }
        List<RowGroup> copied = BoundaryCopies.add(new Vectors(rows), groups, DIMENSION, Team.ALONE);
        int copies = 0;
        for (int g = 0; g < count; g++) {
            assertThat(copied.get(g).rows()).containsExactly(g);
            assertThat(copied.get(g).copies()).doesNotContain(g);
            copies += copied.get(g).copies().length;
        }
        assertThat(copies).isBetween(count - 1, count);
    }
}
