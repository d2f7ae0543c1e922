package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.storage.FaultPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers meet when flushes lag, and when their time is up. */
class OverloadTest {
    private static final int DIMENSION = 8;
    private static final long FROM_WAITING = 4;

    @TempDir
    Path directory;

    private final Data data = new Data(11, DIMENSION, 5, 0.5);
    private final CountDownLatch disk = new CountDownLatch(1);

    private static DriftSettings settings(long waitMillis) {
        // Every batch fills a memtable; the fourth batch finds three of them waiting.
        return DriftSettings.of(DIMENSION, Metric.L2)
                .withMemtableBytesMax(1 << 10)
                .withBucketCapacity(16)
                .withApplyWaitMillisMax(waitMillis);
    }

    private void stopAtSegments(FaultPoint point) {
        if (point == FaultPoint.SEGMENT_TEMP_WRITTEN) {
            try {
                disk.await();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        }
    }

    private WriteBatch batch(long sequence) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            ops.add(new Upsert(Data.id(100 * sequence + i), data.vector(), Data.bytes("p" + sequence)));
        }
        ops.add(new Delete(Data.id(100 * (sequence - 1))));
        return new WriteBatch(ops);
    }

    private Drift openStalled(DriftSettings settings, DriftResources resources, Model model) {
        Drift drift = Drift.open(directory, settings, resources, this::stopAtSegments);
        for (long sequence = 1; sequence < FROM_WAITING; sequence++) {
            WriteBatch batch = batch(sequence);
            drift.apply(sequence, batch);
            model.apply(sequence, batch);
        }
        return drift;
    }

    @Test
    void refusedBatchLeavesNothingAndSucceedsLater() {
        DriftSettings settings = settings(20);
        Model model = new Model(settings);
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = openStalled(settings, resources, model)) {
            WriteBatch refused = batch(FROM_WAITING);
            assertThatThrownBy(() -> drift.apply(FROM_WAITING, refused))
                    .isInstanceOf(OverloadedException.class)
                    .hasMessageContaining("after 20 ms");
            assertThat(drift.appliedSequence()).isEqualTo(FROM_WAITING - 1);
            drift.checkInvariants();
            model.checkSame(drift);

            disk.countDown();
            drift.flush();
            drift.apply(FROM_WAITING, refused);
            model.apply(FROM_WAITING, refused);
            drift.checkInvariants();
            model.checkSame(drift);
        }
    }

    @Test
    void interruptedWaitAppliesNothingAndKeepsTheInterrupt() {
        DriftSettings settings = settings(60_000);
        Model model = new Model(settings);
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = openStalled(settings, resources, model)) {
            WriteBatch refused = batch(FROM_WAITING);
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> drift.apply(FROM_WAITING, refused))
                    .isInstanceOf(OverloadedException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).as("interrupt kept").isTrue();
            assertThat(drift.appliedSequence()).isEqualTo(FROM_WAITING - 1);
            model.checkSame(drift);
            disk.countDown();
        }
    }

    @Test
    void lateScanOfAMemtableReturnsWhatItHasSorted() {
        DriftSettings settings = DriftSettings.of(DIMENSION, Metric.COSINE);
        Model model = new Model(settings);
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, settings, resources)) {
            fill(drift, model, 4000);
            float[] query = data.vector();
            SearchResult result = drift.search(new SearchRequest(query, 20, 1, System.nanoTime() - 1, true, true));
            assertThat(result.hits()).hasSize(20);
            checkLate(result, query, model, settings);
        }
    }

    @Test
    void lateSearchOfASegmentReturnsWhatItHasSorted() {
        DriftSettings settings = DriftSettings.of(DIMENSION, Metric.L2).withBucketCapacity(16);
        Model model = new Model(settings);
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, settings, resources)) {
            fill(drift, model, 4000);
            drift.flush();
            for (double recall : new double[] {.9, 1}) {
                for (int micros = -1; micros < 300; micros += 3) {
                    float[] query = data.vector();
                    long deadline = System.nanoTime() + 1000L * micros;
                    SearchResult result = drift.search(new SearchRequest(query, 20, recall, deadline, true, true));
                    if (result.facts().stopReason() == StopReason.DEADLINE) {
                        checkLate(result, query, model, settings);
                    } else {
                        assertThat(micros).as("a deadline that was met").isNotNegative();
                        assertThat(result.hits()).hasSize(20);
                    }
                }
            }
        }
    }

    private void fill(Drift drift, Model model, int rows) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            ops.add(new Upsert(Data.id(i), data.vector(), Data.bytes("p" + i)));
        }
        drift.apply(1, new WriteBatch(ops));
        model.apply(1, new WriteBatch(ops));
    }

    private static void checkLate(SearchResult result, float[] query, Model model, DriftSettings settings) {
        assertThat(result.facts().stopReason()).isEqualTo(StopReason.DEADLINE);
        assertThat(result.facts().estimatedRecall()).isLessThan(1);
        assertThat(result.hits()).isSortedAccordingTo(settings.metric().bestFirst());
        model.checkHits(result, query);
    }
}
