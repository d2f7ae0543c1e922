package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class BulkBuildTest {
    private static final int DIMENSION = 24;

    @TempDir
    Path directory;

    /** Rows kept in memory. */
    private record Given(List<Upsert> rows) implements BulkRows {
        static Given random(int n) {
            Data data = new Data(11, DIMENSION, 12, 0.5);
            List<Upsert> rows = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                rows.add(new Upsert(Data.id(i), data.vector(), Data.bytes("payload " + i)));
            }
            return new Given(rows);
        }

        @Override
        public int count() {
            return rows.size();
        }

        @Override
        public void copyVector(int row, float[] target, int at) {
            System.arraycopy(
                    rows.get(row).vector(), 0, target, at, rows.get(row).vector().length);
        }

        @Override
        public byte[] id(int row) {
            return rows.get(row).id();
        }

        @Override
        public byte[] payload(int row) {
            return rows.get(row).payload();
        }
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void builtEngineIsLikeOneThatWasWrittenTo(Metric metric) {
        DriftSettings settings = DriftSettings.of(DIMENSION, metric).withBucketCapacity(64);
        Given given = Given.random(6_000);
        Model model = new Model(settings);
        model.apply(7, new WriteBatch(new ArrayList<Op>(given.rows())));
        try (DriftResources resources = DriftResources.createDefault()) {
            try (Drift drift = Drift.build(directory, settings, resources, given, 7)) {
                assertThat(drift.durableSequence()).isEqualTo(7);
                assertThat(drift.stats().segments()).isOne();
                drift.checkInvariants();
                model.checkSame(drift);
                WriteBatch more =
                        WriteBatch.of(new Delete(Data.id(3)), given.rows().get(5));
                drift.apply(8, more);
                model.apply(8, more);
                model.checkSame(drift);
                drift.flush();
            }
            try (Drift drift = Drift.open(directory, settings, resources)) {
                model.checkSame(drift);
            }
        }
    }

    /** Queries like the rows, and queries from elsewhere, which no row of the calibration's sample resembles. */
    @Test
    void builtEngineReachesTheRecallAskedForWhateverTheQueries() {
        DriftSettings settings = DriftSettings.of(DIMENSION, Metric.L2).withBucketCapacity(128);
        Data data = new Data(11, DIMENSION, 12, 0.5);
        List<Upsert> rows = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            rows.add(new Upsert(Data.id(i), data.vector(), new byte[0]));
        }
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.build(directory, settings, resources, new Given(rows), 1)) {
            double[] like = recallAndRows(drift, data);
            double[] unlike = recallAndRows(drift, new Data(12, DIMENSION, 12, 0.5));
            assertThat(like[0]).isBetween(0.93, 0.99);
            assertThat(like[1]).as("rows looked at").isLessThan(10_000);
            assertThat(unlike[0]).isGreaterThan(0.9);
        }
    }

    private static double[] recallAndRows(Drift drift, Data data) {
        int found = 0;
        long rows = 0;
        for (int q = 0; q < 200; q++) {
            SearchRequest exact = SearchRequest.of(data.vector(), 10).withRecall(1);
            List<Hit> truth = drift.search(exact).hits();
            SearchResult result = drift.search(exact.withRecall(0.95));
            float worst = truth.getLast().score();
            found += (int)
                    result.hits().stream().filter(hit -> hit.score() <= worst).count();
            rows += result.facts().rowsScanned();
        }
        return new double[] {found / 2000.0, rows / 200.0};
    }

    @Test
    void rowsThatCannotBeAreRefusedByNumberAndNothingIsLeft() throws IOException {
        DriftSettings settings = DriftSettings.of(DIMENSION, Metric.COSINE);
        Given twice = new Given(new ArrayList<>(Given.random(50).rows()));
        twice.rows().set(40, twice.rows().get(9));
        Given zero = new Given(new ArrayList<>(Given.random(50).rows()));
        zero.rows().set(17, new Upsert(Data.id(17), new float[DIMENSION], new byte[0]));
        try (DriftResources resources = DriftResources.createDefault()) {
            assertThatThrownBy(() -> Drift.build(directory, settings, resources, twice, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("rows 9 and 40 have the same id");
            assertThatThrownBy(() -> Drift.build(directory, settings, resources, zero, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("row 17: vector has length 0.0");
            assertThatThrownBy(() -> Drift.build(directory, settings, resources, new Given(List.of()), 1))
                    .hasMessage("build of 0 rows, expected at least 1");
            assertThatThrownBy(() -> Drift.build(directory, settings, resources, Given.random(5), -1))
                    .hasMessageContaining("sequence is -1");
            try (Drift drift = Drift.build(directory, settings, resources, Given.random(50), 0)) {
                assertThat(drift.count()).isEqualTo(50);
            }
            assertThatThrownBy(() -> Drift.build(directory, settings, resources, Given.random(50), 0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected a missing or empty directory");
        }
    }

    @Test
    void leftOversOfABuildThatWasCutOffAreBuiltOver() throws IOException {
        DriftSettings settings = DriftSettings.of(DIMENSION, Metric.L2);
        Files.write(directory.resolve("segment-0000000001.drift"), new byte[100]);
        Files.write(directory.resolve("segment-0000000001.drift.tmp"), new byte[100]);
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.build(directory, settings, resources, Given.random(10), 0)) {
            assertThat(drift.count()).isEqualTo(10);
        }
    }
}
