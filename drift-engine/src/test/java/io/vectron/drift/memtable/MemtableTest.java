package io.vectron.drift.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.ScanTally;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MemtableTest {
    private static final int DIMENSION = 16;
    private static final int K = 10;

    private static DriftSettings settings(Metric metric) {
        return DriftSettings.of(DIMENSION, metric);
    }

    private static void fill(Memtable memtable, Random random, int from, int to) {
        for (int i = from; i < to; i++) {
            memtable.upsert(id(i), vector(random), new byte[0], i + 1L, i);
            memtable.advance(i + 1L);
        }
    }

    private static byte[] id(int i) {
        return ByteBuffer.allocate(4).putInt(i).array();
    }

    private static float[] vector(Random random) {
        float[] vector = new float[DIMENSION];
        for (int d = 0; d < DIMENSION; d++) {
            vector[d] = (float) random.nextGaussian();
        }
        return vector;
    }

    private static List<Integer> search(
            Memtable memtable, Metric metric, float[] query, double recall, ScanTally tally) {
        HitCollector hits = new HitCollector(K);
        PreparedQuery prepared = new PreparedQuery(metric, query, K, recall, Long.MAX_VALUE, memtable.lastSequence());
        memtable.search(prepared, hits, tally);
        return hits.bestFirst().stream().map(HitCollector.Candidate::row).toList();
    }

    @ParameterizedTest
    @EnumSource
    void linkedByTwoThreadsTheGraphFindsWhatWasAsked(Metric metric) throws InterruptedException {
        Random random = new Random(1);
        Memtable memtable = new Memtable(settings(metric), 0, Runnable::run);
        fill(memtable, random, 0, 10_000);
        memtable.linkAll(2);
        assertThat(memtable.linked()).isEqualTo(10_000);
        memtable.checkInvariants();
        int found = 0;
        long compared = 0;
        for (int q = 0; q < 100; q++) {
            float[] query = vector(random);
            Set<Integer> truth = new HashSet<>(search(memtable, metric, query, 1, new ScanTally()));
            ScanTally tally = new ScanTally();
            List<Integer> rows = search(memtable, metric, query, .95, tally);
            assertThat(rows).doesNotHaveDuplicates().hasSize(K);
            truth.retainAll(rows);
            found += truth.size();
            compared += tally.rowsScanned();
        }
        assertThat(found / 1000.0).isGreaterThan(.9);
        assertThat(compared / 100).as("rows compared per query").isLessThan(5_000);
    }

    @Test
    void rowsThatAreNotLinkedYetAreFoundExactly() throws InterruptedException {
        Random random = new Random(2);
        Memtable memtable = new Memtable(settings(Metric.L2), 0, task -> {});
        fill(memtable, random, 0, 4_000);
        memtable.linkAll(1);
        fill(memtable, random, 4_000, 6_000);
        assertThat(memtable.linked()).isEqualTo(4_000);
        for (int row = 4_000; row < 6_000; row += 50) {
            float[] query = memtable.vector(row);
            assertThat(search(memtable, Metric.L2, query, .9, new ScanTally()).getFirst())
                    .isEqualTo(row);
        }
    }

    @Test
    void searchesMakeTheirRowsLinked() {
        Random random = new Random(3);
        Memtable memtable = new Memtable(settings(Metric.L2), 0, Runnable::run);
        fill(memtable, random, 0, 5_000);
        assertThat(memtable.linked()).as("writing alone links nothing").isZero();
        for (int q = 0; q < 5_000 && memtable.linked() < 5_000; q++) {
            var _ = search(memtable, Metric.L2, vector(random), .9, new ScanTally());
        }
        assertThat(memtable.linked()).isGreaterThan(1_000);
        memtable.checkInvariants();
    }

    @Test
    void frozenMemtableIsNotLinkedAnyMore() {
        Random random = new Random(4);
        Memtable memtable = new Memtable(settings(Metric.L2), 0, Runnable::run);
        fill(memtable, random, 0, 3_000);
        memtable.freeze();
        for (int q = 0; q < 2_000; q++) {
            var _ = search(memtable, Metric.L2, vector(random), .9, new ScanTally());
        }
        assertThat(memtable.linked()).isZero();
    }

    @Test
    void searchesBesideWriterAndLinkersFindEachRowOnce() throws Exception {
        Memtable memtable = new Memtable(settings(Metric.L2), 0, Runnable::run);
        Random random = new Random(5);
        fill(memtable, random, 0, 3_000);
        AtomicBoolean isOver = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            List<Future<Integer>> searchers = new ArrayList<>();
            for (int t = 0; t < 2; t++) {
                int seed = t;
                searchers.add(threads.submit(() -> {
                    Random own = new Random(seed);
                    int searches = 0;
                    while (!isOver.get()) {
                        List<Integer> rows = search(memtable, Metric.L2, vector(own), .9, new ScanTally());
                        assertThat(rows).doesNotHaveDuplicates().hasSize(K);
                        searches++;
                    }
                    return searches;
                }));
            }
            for (int from = 3_000; from < 9_000; from += 500) {
                fill(memtable, random, from, from + 500);
                memtable.linkAll(2);
            }
            isOver.set(true);
            for (Future<Integer> searcher : searchers) {
                assertThat(searcher.get()).isPositive();
            }
        }
        memtable.checkInvariants();
    }
}
