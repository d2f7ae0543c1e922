package io.vectron.drift.rabitq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.Seeds;
import io.vectron.drift.kernel.Candidates;
import io.vectron.drift.kernel.Packed;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Estimates against exact distances in double arithmetic. */
class BlockScanTest {
    private static final int ROWS = 1000;
    private static final int QUERIES = 20;
    private final Random random = new Random(Seeds.next("BlockScanTest"));

    /** Rows around a centroid that is far from the origin, some dimensions wider than others. */
    private float[] around(float[] centre) {
        float[] vector = centre.clone();
        for (int d = 0; d < vector.length; d++) {
            vector[d] += (float) random.nextGaussian() * (d < 8 ? 4 : 0.5f);
        }
        return vector;
    }

    private float[] centre(int dimension) {
        float[] centre = new float[dimension];
        for (int d = 0; d < dimension; d++) {
            centre[d] = (float) random.nextGaussian() * 3;
        }
        return centre;
    }

    private static double exact(float[] a, float[] b, BlockEncoder.Estimate estimate) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            double difference = (double) a[d] - b[d];
            sum += estimate == BlockEncoder.Estimate.SQUARED_DISTANCE ? difference * difference : -(double) a[d] * b[d];
        }
        return sum;
    }

    private static float length(float[] a, float[] b) {
        return (float) Math.sqrt(exact(a, b, BlockEncoder.Estimate.SQUARED_DISTANCE));
    }

    /** Some rows in blocks, and what is known of them. */
    private final class Rows {
        private final BlockEncoder.Estimate estimate;
        private final Rotation rotation;
        private final float[] centre;
        private final float[][] vectors = new float[ROWS][];
        private final MemorySegment blocks;

        Rows(int dimension, BlockEncoder.Estimate estimate) {
            this.estimate = estimate;
            this.rotation = new Rotation(dimension);
            this.centre = centre(dimension);
            this.blocks = Arena.ofAuto().allocate(BlockFormat.blocks(ROWS) * BlockFormat.bytes(rotation.padded()), 64);
            BlockEncoder encoder = new BlockEncoder(rotation, estimate);
            encoder.centre(centre, 0);
            for (int row = 0; row < ROWS; row++) {
                vectors[row] = around(centre);
                encoder.encode(vectors[row], 0, blocks, 0, row);
            }
            encoder.clear(blocks, 0, ROWS);
        }

        double[] bounds(float[] query, float errors) {
            BlockScan scan = new BlockScan(rotation.padded());
            scan.begin(rotation, query);
            scan.centre((float) exact(query, centre, estimate), length(query, centre), errors);
            Candidates candidates = new Candidates();
            scan.pull(blocks, 0, ROWS);
            scan.scan(blocks, 0, ROWS, 0, Float.POSITIVE_INFINITY, candidates);
            assertThat(candidates.size()).isEqualTo(ROWS);
            double[] bounds = new double[ROWS];
            for (int i = 0; i < ROWS; i++) {
                bounds[Packed.row(candidates.get(i))] = Packed.distance(candidates.get(i));
            }
            return bounds;
        }
    }

    /** The root mean square error that the paper's estimator has on such data, with room for the sample. */
    @ParameterizedTest
    @CsvSource({"64, 0.12", "128, 0.085", "384, 0.055", "768, 0.04", "1000, 0.035"})
    void squaredDistancesAreEstimatedWithoutBias(int dimension, double errorMax) {
        Rows rows = new Rows(dimension, BlockEncoder.Estimate.SQUARED_DISTANCE);
        double sum = 0;
        double squares = 0;
        for (int q = 0; q < QUERIES; q++) {
            float[] query = around(rows.centre);
            double[] estimates = rows.bounds(query, 0);
            for (int row = 0; row < ROWS; row++) {
                double exact = exact(query, rows.vectors[row], rows.estimate);
                double error = (estimates[row] - exact) / exact;
                sum += error;
                squares += error * error;
            }
        }
        int n = QUERIES * ROWS;
        assertThat(sum / n).as("bias").isCloseTo(0, within(0.01));
        assertThat(Math.sqrt(squares / n)).as("error").isLessThan(errorMax);
    }

    @ParameterizedTest
    @ValueSource(ints = {128, 384, 1536})
    void productsAreEstimatedWithinTheErrorOfDistances(int dimension) {
        Rows rows = new Rows(dimension, BlockEncoder.Estimate.NEGATED_PRODUCT);
        double sum = 0;
        double scale = 0;
        for (int q = 0; q < QUERIES; q++) {
            float[] query = around(rows.centre);
            double[] estimates = rows.bounds(query, 0);
            for (int row = 0; row < ROWS; row++) {
                sum += estimates[row] - exact(query, rows.vectors[row], rows.estimate);
                scale += exact(query, rows.vectors[row], BlockEncoder.Estimate.SQUARED_DISTANCE);
            }
        }
        assertThat(sum / scale).as("bias").isCloseTo(0, within(0.01));
    }

    @ParameterizedTest
    @EnumSource(BlockEncoder.Estimate.class)
    void boundsAreExceededAsRarelyAsErrorsAllow(BlockEncoder.Estimate estimate) {
        Rows rows = new Rows(128, estimate);
        int[] above = new int[3];
        float[] errors = {1.9f, 3, 4};
        for (int q = 0; q < QUERIES; q++) {
            float[] query = around(rows.centre);
            for (int e = 0; e < errors.length; e++) {
                double[] bounds = rows.bounds(query, errors[e]);
                for (int row = 0; row < ROWS; row++) {
                    above[e] += bounds[row] > exact(query, rows.vectors[row], estimate) ? 1 : 0;
                }
            }
        }
        double n = QUERIES * ROWS;
        assertThat(above[0] / n).isLessThan(0.06);
        assertThat(above[1] / n).isLessThan(0.005);
        assertThat(above[2] / n).isLessThan(0.0005);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100, 3072, 4096})
    void everyDimensionIsScanned(int dimension) {
        Rows rows = new Rows(dimension, BlockEncoder.Estimate.SQUARED_DISTANCE);
        float[] query = around(rows.centre);
        double[] bounds = rows.bounds(query, 4);
        double scale = exact(query, rows.centre, rows.estimate) + dimension * 0.25 + 128;
        int above = 0;
        for (int row = 0; row < ROWS; row++) {
            above += bounds[row] > exact(query, rows.vectors[row], rows.estimate) + 0.01 * scale ? 1 : 0;
        }
        assertThat(above).isLessThan(ROWS / 100);
    }

    @ParameterizedTest
    @EnumSource(BlockEncoder.Estimate.class)
    void rowThatIsItsCentroidIsEstimatedExactly(BlockEncoder.Estimate estimate) {
        Rotation rotation = new Rotation(100);
        float[] centre = centre(100);
        MemorySegment blocks = Arena.ofAuto().allocate(BlockFormat.bytes(rotation.padded()), 64);
        BlockEncoder encoder = new BlockEncoder(rotation, estimate);
        encoder.centre(centre, 0);
        encoder.encode(centre, 0, blocks, 0, 0);
        encoder.clear(blocks, 0, 1);
        float[] query = around(centre);
        BlockScan scan = new BlockScan(rotation.padded());
        scan.begin(rotation, query);
        float exact = (float) exact(query, centre, estimate);
        scan.centre(exact, length(query, centre), 3);
        Candidates candidates = new Candidates();
        scan.scan(blocks, 0, 1, 7, Float.POSITIVE_INFINITY, candidates);
        assertThat(candidates.size()).isOne();
        assertThat(Packed.row(candidates.get(0))).isEqualTo(7);
        assertThat(Packed.distance(candidates.get(0))).isCloseTo(exact, within(Math.abs(exact) * 1e-5f));
    }

    @Test
    void zeroQueryAndHugeComponentsLeaveEveryRowACandidate() {
        Rotation rotation = new Rotation(4);
        MemorySegment blocks = Arena.ofAuto().allocate(BlockFormat.bytes(rotation.padded()), 64);
        BlockEncoder encoder = new BlockEncoder(rotation, BlockEncoder.Estimate.SQUARED_DISTANCE);
        encoder.centre(new float[] {1e15f, -1e15f, 1e15f, 1e15f}, 0);
        encoder.encode(new float[] {1e15f, -1e15f, 1e15f, 0}, 0, blocks, 0, 0);
        encoder.encode(new float[] {1e-38f, 1e-38f, 0, 0}, 0, blocks, 0, 1);
        encoder.clear(blocks, 0, 2);
        BlockScan scan = new BlockScan(rotation.padded());
        for (float[] query : new float[][] {{0, 0, 0, 0}, {1e15f, 1e15f, -1e15f, 1e15f}}) {
            scan.begin(rotation, query);
            scan.centre(1e30f, 1e15f, 2);
            Candidates candidates = new Candidates();
            scan.scan(blocks, 0, 2, 0, Float.POSITIVE_INFINITY, candidates);
            assertThat(candidates.size()).isEqualTo(2);
        }
    }
}
