package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EngineTest {
    private static final int ROWS = 12_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(Metric.class)
    void recallReachesItsTargetInMemtableAndSegments(Metric metric) {
        long seed = Seeds.next("recall " + metric);
        Data data = new Data(seed, 32, 100, 0.4);
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, DriftSettings.of(32, metric).withBucketCapacity(256), resources)) {
            fill(drift, data);
            checkRecall(drift, data, "memtable");
            drift.flush();
            checkRecall(drift, data, "segment");
        }
    }

    private static void fill(Drift drift, Data data) {
        for (int from = 0; from < ROWS; from += 500) {
            List<Op> ops = new ArrayList<>();
            for (int i = from; i < from + 500; i++) {
                ops.add(new Upsert(Data.id(i), data.vector(), new byte[0]));
            }
            drift.apply(from + 1, new WriteBatch(ops));
        }
    }

    private static void checkRecall(Drift drift, Data data, String where) {
        int queries = 150;
        int k = 10;
        for (double target : new double[] {.9, .95, .99}) {
            int found = 0;
            for (int q = 0; q < queries; q++) {
                float[] query = data.vector();
                Set<String> truth = ids(drift.search(SearchRequest.of(query, k).withRecall(1)));
                truth.retainAll(ids(drift.search(SearchRequest.of(query, k).withRecall(target))));
                found += truth.size();
            }
            double recall = (double) found / (queries * k);
            System.out.println(where + " target " + target + " recall " + recall);
            // Three standard errors of the measurement, at most 0.01.
            assertThat(recall).as(where).isGreaterThanOrEqualTo(target - 0.01);
        }
    }

    private static Set<String> ids(SearchResult result) {
        Set<String> ids = new HashSet<>();
        result.hits().forEach(hit -> ids.add(Model.key(hit.id())));
        return ids;
    }

    @Test
    void searchesBesideAWriterSeeWholeBatches() throws Exception {
        DriftSettings settings = DriftSettings.of(8, Metric.L2)
                .withMemtableBytesMax(64 << 10)
                .withBucketCapacity(32)
                .withSegmentCountMax(2);
        Data data = new Data(5, 8, 5, 0.5);
        AtomicBoolean isDone = new AtomicBoolean();
        List<Throwable> failures = new java.util.concurrent.CopyOnWriteArrayList<>();
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, settings, resources)) {
            drift.apply(1, batch(data, 1));
            Thread reader = Thread.ofPlatform().start(() -> {
                float[] query = new float[8];
                while (!isDone.get() && failures.isEmpty()) {
                    try {
                        SearchResult result =
                                drift.search(new SearchRequest(query, 200, 1, Long.MAX_VALUE, false, true));
                        assertThat(result.hits()).hasSize(40);
                        for (Hit hit : result.hits()) {
                            assertThat(hit.version()).isEqualTo(result.facts().sequence());
                            assertThat(hit.payload()).isEqualTo(Data.bytes("p" + hit.version()));
                        }
                        assertThat(drift.get(Data.id(7))).isPresent();
                    } catch (Throwable failure) {
                        failures.add(failure);
                    }
                }
            });
            for (int sequence = 2; sequence < 600; sequence++) {
                drift.apply(sequence, batch(data, sequence));
            }
            isDone.set(true);
            reader.join();
            assertThat(failures).isEmpty();
            assertThat(drift.stats().flushes()).isPositive();
        }
    }

    private static WriteBatch batch(Data data, int sequence) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            ops.add(new Upsert(Data.id(i), data.vector(), Data.bytes("p" + sequence)));
        }
        return new WriteBatch(ops);
    }

    /** A flush may end while the search depth is being measured: what it calls for must still be done. */
    @Test
    void segmentsAreMergedWhateverIsMeasuredMeanwhile() throws Exception {
        DriftSettings settings =
                DriftSettings.of(32, Metric.L2).withBucketCapacity(128).withSegmentCountMax(2);
        Data data = new Data(8, 32, 5, 0.5);
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, settings, resources)) {
            for (int sequence = 1; sequence <= 3; sequence++) {
                // The first one is large, so that measuring it takes longer than writing the others.
                List<Op> ops = new ArrayList<>();
                for (int i = 0; i < (sequence == 1 ? 5_000 : 10); i++) {
                    ops.add(new Upsert(Data.id(i), data.vector(), Data.bytes("p")));
                }
                drift.apply(sequence, new WriteBatch(ops));
                drift.flush();
            }
            for (int i = 0; i < 4_000 && drift.stats().segments() > 2; i++) {
                Thread.sleep(5);
            }
            assertThat(drift.stats().segments()).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void closeLetsGoOfFilesAndMappings() throws Exception {
        DriftSettings settings =
                DriftSettings.of(8, Metric.L2).withBucketCapacity(32).withSegmentCountMax(2);
        Data data = new Data(6, 8, 5, 0.5);
        try (DriftResources resources = DriftResources.createDefault()) {
            try (Drift drift = Drift.open(directory, settings, resources)) {
                for (int sequence = 1; sequence < 30; sequence++) {
                    drift.apply(sequence, batch(data, sequence));
                    drift.flush();
                    drift.search(SearchRequest.of(data.vector(), 5));
                }
                drift.compactNow();
                assertThat(drift.stats().segments()).isLessThanOrEqualTo(2);
                awaitMappedAtMost(2, drift, data);
            }
            assertThat(mapped()).isEmpty();
            try (Stream<Path> handles = Files.list(Path.of("/proc/self/fd"))) {
                assertThat(handles.map(EngineTest::target).filter(name -> name.startsWith(directory.toString())))
                        .isEmpty();
            }
        }
    }

    /** A file may be looked at in the background for a moment; it goes with a write after that. */
    private void awaitMappedAtMost(int files, Drift drift, Data data) throws IOException, InterruptedException {
        long start = System.nanoTime();
        while (mapped().size() > files && System.nanoTime() - start < 20_000_000_000L) {
            Thread.sleep(5);
            drift.apply(drift.appliedSequence() + 1, batch(data, 1));
        }
        assertThat(mapped()).hasSizeLessThanOrEqualTo(files);
    }

    private Set<String> mapped() throws IOException {
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            Set<String> names = new HashSet<>();
            maps.filter(line -> line.contains(directory.toString()) && line.contains(".drift"))
                    .forEach(line -> names.add(line.substring(line.indexOf('/'))));
            return names;
        }
    }

    private static String target(Path handle) {
        try {
            return Files.readSymbolicLink(handle).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    @Test
    void twoHundredIdleEnginesFitInOneProcess() throws IOException {
        try (DriftResources resources = DriftResources.createDefault()) {
            List<Drift> engines = new ArrayList<>();
            Data data = new Data(7, 64, 5, 0.5);
            for (int e = 0; e < 200; e++) {
                Drift drift = Drift.open(directory.resolve("e" + e), DriftSettings.of(64, Metric.COSINE), resources);
                engines.add(drift);
                List<Op> ops = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    ops.add(new Upsert(Data.id(i), data.vector(), Data.bytes("p")));
                }
                drift.apply(1, new WriteBatch(ops));
                drift.flush();
            }
            try (Stream<String> status = Files.lines(Path.of("/proc/self/status"))) {
                System.out.println("200 engines: "
                        + status.filter(line -> line.startsWith("VmRSS") || line.startsWith("Threads"))
                                .toList());
            }
            engines.forEach(Drift::close);
        }
    }

    @Test
    void callersFaultsAreRefusedWithTheirValues() {
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, DriftSettings.of(2, Metric.COSINE), resources)) {
            drift.apply(5, WriteBatch.of(new Upsert(Data.id(1), new float[] {1, 0}, new byte[0])));
            assertThatThrownBy(() -> drift.apply(5, WriteBatch.EMPTY)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() ->
                            drift.apply(6, WriteBatch.of(new Upsert(Data.id(1), new float[] {1, 0, 0}, new byte[0]))))
                    .hasMessageContaining("3 dimensions, expected 2");
            assertThatThrownBy(() ->
                            drift.apply(6, WriteBatch.of(new Upsert(Data.id(1), new float[] {0, 0}, new byte[0]))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new Upsert(Data.id(1), new float[] {Float.NaN}, new byte[0]))
                    .hasMessageContaining("NaN");
            assertThatThrownBy(() -> new Delete(new byte[257])).hasMessageContaining("257");
            assertThatThrownBy(() -> SearchRequest.of(new float[] {1, 1}, 10_001))
                    .hasMessageContaining("10001");
            assertThat(drift.appliedSequence()).isEqualTo(5);
        }
    }

    @Test
    void moreEqualRowsThanABlockHoldsAreStoredAndSplit() throws InterruptedException {
        int rows = 70_000;
        DriftSettings settings = DriftSettings.of(2, Metric.L2);
        try (DriftResources resources = DriftResources.createDefault()) {
            try (Drift drift = Drift.open(directory, settings, resources)) {
                drift.apply(1, new WriteBatch(List.of(new Upsert(Data.id(rows), new float[] {1, 1}, new byte[0]))));
                drift.flush();
                List<Op> ops = new ArrayList<>();
                for (int i = 0; i < rows; i++) {
                    ops.add(new Upsert(Data.id(i), new float[] {1, 1}, new byte[0]));
                }
                drift.apply(2, new WriteBatch(ops));
                drift.flush();
                // Not compactNow: what follows the splits, a measurement of equal rows, takes long and is not asked
                // about here.
                for (int i = 0; i < 12_000 && drift.stats().buckets() < rows / settings.bucketCapacity(); i++) {
                    Thread.sleep(5);
                }
                assertThat(drift.stats().buckets()).isGreaterThanOrEqualTo(rows / settings.bucketCapacity());
                drift.checkInvariants();
            }
            try (Drift drift = Drift.open(directory, settings, resources)) {
                assertThat(drift.count()).isEqualTo(rows + 1);
                assertThat(drift.search(SearchRequest.of(new float[] {1, 1}, 10))
                                .hits())
                        .hasSize(10);
                assertThat(drift.get(Data.id(69_999))).isPresent();
            }
        }
    }
}
