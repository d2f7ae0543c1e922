package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.storage.FaultPoint;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DescribeTest {
    private static final DescribeLimits ALL = DescribeLimits.defaults();

    @TempDir
    Path directory;

    private final DriftResources resources = DriftResources.createDefault();

    @AfterEach
    void close() {
        resources.close();
    }

    private Drift open(DriftSettings settings) {
        return Drift.open(directory, settings, resources);
    }

    private static void fill(Drift drift, Model model, Data data, int from, int to) {
        List<Op> ops = new ArrayList<>();
        for (int i = from; i < to; i++) {
            ops.add(new Upsert(Data.id(i), data.vector(), new byte[0]));
        }
        apply(drift, model, new WriteBatch(ops));
    }

    private static void apply(Drift drift, Model model, WriteBatch batch) {
        long sequence = drift.appliedSequence() + 1;
        drift.apply(sequence, batch);
        model.apply(sequence, batch);
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void agreesWithTheSlowTwinWhileRowsDieAndMove(Metric metric) throws Exception {
        long seed = Seeds.next("describe " + metric);
        Random random = new Random(seed);
        Data data = new Data(seed, 24, 12, 0.4);
        DriftSettings settings = DriftSettings.of(24, metric).withBucketCapacity(48);
        Model model = new Model(settings);
        try (Drift drift = open(settings)) {
            fill(drift, model, data, 0, 1500);
            drift.flush();
            fill(drift, model, data, 1400, 2000);
            drift.flush();
            // The twin reads the manifest a moment later: nothing may be left that compacts by itself.
            drift.compactNow();
            DescribeTwin twin = new DescribeTwin(directory, settings, model);
            twin.check(drift.describe(ALL));
            List<Op> ops = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                if (random.nextInt(3) == 0) {
                    ops.add(new Delete(Data.id(i)));
                } else if (random.nextInt(5) == 0) {
                    ops.add(new Upsert(Data.id(i), data.vector(), new byte[0]));
                }
            }
            apply(drift, model, new WriteBatch(ops));
            IndexDescription description = drift.describe(ALL);
            twin.check(description);
            assertThat(description.sequence()).isEqualTo(drift.appliedSequence());
            assertThat(description.segments().stream()
                            .mapToInt(SegmentDescription::deadRows)
                            .sum())
                    .isEqualTo((int) drift.stats().deletedRows())
                    .isPositive();
            assertThat(description.stats().rows()).isEqualTo(model.size());
            assertThat(description.stats().memtableRows()).isPositive();
        }
    }

    @Test
    void deletesOnOneSideMakeDriftGrowToOne() {
        DriftSettings settings = DriftSettings.of(2, Metric.L2);
        try (Drift drift = open(settings)) {
            // no more rows than k-means samples for one bucket: the centroid is their mean
            List<Op> ops = new ArrayList<>();
            for (int i = 0; i < 48; i++) {
                ops.add(new Upsert(Data.id(i), new float[] {i % 2 == 0 ? 1f : -1f, 5}, new byte[0]));
            }
            drift.apply(1, new WriteBatch(ops));
            drift.flush();
            BucketDescription fresh = only(drift.describe(ALL));
            assertThat(fresh.drift()).isCloseTo(0, within(1e-6f));
            assertThat(fresh.radius()).isCloseTo(1, within(1e-6f));

            List<Op> half = new ArrayList<>();
            List<Op> rest = new ArrayList<>();
            for (int i = 0; i < 48; i += 2) {
                (half.size() < 16 ? half : rest).add(new Delete(Data.id(i)));
            }
            drift.apply(2, new WriteBatch(half));
            BucketDescription leaning = only(drift.describe(ALL));
            assertThat(leaning.liveRows()).isEqualTo(32);
            assertThat(leaning.drift()).isCloseTo(0.5f, within(1e-6f));
            drift.apply(3, new WriteBatch(rest));
            assertThat(only(drift.describe(ALL)).drift()).isCloseTo(1, within(1e-6f));

            for (int i = 1; i < 48; i += 2) {
                drift.apply(3 + i, WriteBatch.of(new Delete(Data.id(i))));
                BucketDescription bucket = only(drift.describe(ALL));
                assertThat(bucket.drift()).isBetween(0f, 1f);
                // one row alone is always as far from the centroid as the radius
                assertThat(bucket.drift() == 0).isEqualTo(bucket.liveRows() < 2);
            }
            BucketDescription empty = only(drift.describe(ALL));
            assertThat(empty.rows()).isEqualTo(48);
            assertThat(empty.liveRows()).isZero();
            assertThat(empty.radius()).isZero();
        }
    }

    private static BucketDescription only(IndexDescription description) {
        assertThat(description.buckets()).hasSize(1);
        assertThat(description.isSampled()).isFalse();
        BucketDescription bucket = description.buckets().getFirst();
        assertThat(bucket.x()).as("alone at the mean").isZero();
        assertThat(bucket.y()).isZero();
        return bucket;
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void equalRowsHaveNotDrifted(Metric metric) {
        try (Drift drift = open(DriftSettings.of(3, metric).withBucketCapacity(16))) {
            List<Op> ops = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                ops.add(new Upsert(Data.id(i), new float[] {0.1f, 0.7f, -0.3f}, new byte[0]));
            }
            drift.apply(1, new WriteBatch(ops));
            drift.flush();
            assertThat(drift.describe(ALL).buckets())
                    .hasSizeGreaterThan(1)
                    .allSatisfy(bucket -> assertThat(bucket.drift()).isZero());
        }
    }

    @Test
    void emptyEngineAndRowsInMemoryHaveNoBuckets() {
        try (Drift drift = open(DriftSettings.of(2, Metric.DOT))) {
            IndexDescription empty = drift.describe(ALL);
            assertThat(empty.segments()).isEmpty();
            assertThat(empty.buckets()).isEmpty();
            assertThat(empty.work()).isEmpty();
            assertThat(empty.isSampled()).isFalse();
            drift.apply(1, WriteBatch.of(new Upsert(Data.id(1), new float[] {1, 2}, new byte[0])));
            IndexDescription inMemory = drift.describe(ALL);
            assertThat(inMemory.buckets()).isEmpty();
            assertThat(inMemory.stats().memtableRows()).isEqualTo(1);
            assertThat(inMemory.sequence()).isEqualTo(1);
        }
    }

    @Test
    void manyBucketsAreSampledEvenly() {
        DriftSettings settings = DriftSettings.of(8, Metric.L2).withBucketCapacity(16);
        Model model = new Model(settings);
        try (Drift drift = open(settings)) {
            for (int part = 0; part < 3; part++) {
                fill(drift, model, new Data(part, 8, 9, 0.4), 500 * part, 500 * (part + 1));
                drift.flush();
            }
            IndexDescription whole = drift.describe(ALL);
            int total = whole.bucketsTotal();
            for (int wanted : new int[] {1, 7, total / 2, total - 1, total}) {
                IndexDescription part = drift.describe(new DescribeLimits(wanted, 1 << 20, Long.MAX_VALUE));
                assertThat(part.buckets()).hasSize(wanted);
                assertThat(part.isSampled()).isEqualTo(wanted < total);
                assertThat(part.segments()).isEqualTo(whole.segments());
                int last = -1;
                for (BucketDescription bucket : part.buckets()) {
                    int place = places(whole).indexOf(place(bucket));
                    assertThat(place).isGreaterThan(last);
                    assertThat(place - last).isLessThanOrEqualTo((total + wanted - 1) / wanted);
                    last = place;
                }
            }
        }
    }

    private static List<String> places(IndexDescription description) {
        return description.buckets().stream().map(DescribeTest::place).toList();
    }

    private static String place(BucketDescription bucket) {
        return "bucket " + bucket.bucket();
    }

    @Test
    void fewRowsOfEachBucketEstimateItsDriftWithoutBias() {
        DriftSettings settings = DriftSettings.of(32, Metric.L2).withBucketCapacity(192);
        Model model = new Model(settings);
        try (Drift drift = open(settings)) {
            fill(drift, model, new Data(21, 32, 30, 0.5), 0, 6000);
            drift.flush();
            List<BucketDescription> exact = drift.describe(ALL).buckets();
            List<BucketDescription> sampled =
                    drift.describe(new DescribeLimits(4000, 1, Long.MAX_VALUE)).buckets();
            double exactSquares = 0;
            double sampledSquares = 0;
            for (int i = 0; i < exact.size(); i++) {
                assertThat(sampled.get(i).liveRows()).isEqualTo(exact.get(i).liveRows());
                assertThat(sampled.get(i).radius())
                        .isCloseTo(
                                exact.get(i).radius(),
                                within(0.5f * exact.get(i).radius()));
                exactSquares += Math.pow(exact.get(i).drift(), 2) / exact.size();
                sampledSquares += Math.pow(sampled.get(i).drift(), 2) / exact.size();
            }
            // Uncorrected, the mean of the squares would be higher by about 1 / 16.
            assertThat(sampledSquares).isCloseTo(exactSquares, within(0.02));
        }
    }

    @Test
    void deadlineEndsTheWorkAndLimitsAreChecked() {
        DriftSettings settings = DriftSettings.of(8, Metric.L2);
        try (Drift drift = open(settings)) {
            fill(drift, new Model(settings), new Data(1, 8, 2, 0.4), 0, 50);
            drift.flush();
            DescribeLimits late = ALL.withDeadlineNanos(System.nanoTime() - 1);
            assertThatThrownBy(() -> drift.describe(late))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("deadline");
            assertThat(drift.describe(ALL).buckets()).hasSize(1);
        }
        assertThatThrownBy(() -> new DescribeLimits(4001, 1, 0)).hasMessageContaining("4001");
        assertThatThrownBy(() -> new DescribeLimits(0, 1, 0)).hasMessageContaining("0");
        assertThatThrownBy(() -> new DescribeLimits(1, 0, 0)).hasMessageContaining("0");
    }

    @Test
    void closedEngineRefuses() {
        Drift drift = open(DriftSettings.of(8, Metric.L2));
        drift.close();
        assertThatThrownBy(() -> drift.describe(ALL)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void flushesAndMergesAreListedWithTheirReasons() {
        DriftSettings settings = DriftSettings.of(8, Metric.L2).withSegmentCountMax(1);
        Model model = new Model(settings);
        Data data = new Data(2, 8, 2, 0.4);
        try (Drift drift = Drift.open(directory.resolve("engine"), settings, resources)) {
            fill(drift, model, data, 0, 50);
            drift.flush();
            fill(drift, model, data, 50, 80);
            var _ = drift.checkpoint(directory.resolve("copy"));
            drift.compactNow();
            List<BackgroundWork> work = drift.describe(ALL).work();
            assertThat(work)
                    .extracting(BackgroundWork::kind)
                    .containsExactly(WorkKind.MERGE, WorkKind.FLUSH, WorkKind.FLUSH);
            assertThat(work)
                    .extracting(BackgroundWork::reason)
                    .containsExactly(WorkReason.TOO_MANY_SEGMENTS, WorkReason.CHECKPOINT, WorkReason.FLUSH_ASKED);
            assertThat(work).extracting(BackgroundWork::rows).containsExactly(80L, 30L, 50L);
            assertThat(work).noneMatch(BackgroundWork::isRunning);
            assertThat(work).extracting(BackgroundWork::failure).containsOnly("");
        }
    }

    @Test
    void flushInProgressIsShownAndDoesNotHoldUpTheDescription() throws Exception {
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch disk = new CountDownLatch(1);
        DriftSettings settings = DriftSettings.of(8, Metric.L2);
        try (Drift drift = Drift.open(directory, settings, resources, point -> {
            if (point == FaultPoint.SEGMENT_TEMP_WRITTEN) {
                reached.countDown();
                await(disk);
            }
        })) {
            fill(drift, new Model(settings), new Data(3, 8, 2, 0.4), 0, 50);
            Thread flush = Thread.ofPlatform().start(drift::flush);
            reached.await();
            BackgroundWork work = drift.describe(ALL).work().getFirst();
            assertThat(work.isRunning()).isTrue();
            assertThat(work.kind()).isEqualTo(WorkKind.FLUSH);
            disk.countDown();
            flush.join();
            assertThat(drift.describe(ALL).work().getFirst().isRunning()).isFalse();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void descriptionsBesideWritesAndMergesAreWhole() throws Exception {
        DriftSettings settings = DriftSettings.of(8, Metric.COSINE)
                .withMemtableBytesMax(64 << 10)
                .withBucketCapacity(32)
                .withSegmentCountMax(2);
        Data data = new Data(Seeds.next("describe beside writes"), 8, 5, 0.5);
        AtomicBoolean isDone = new AtomicBoolean();
        List<Throwable> failures = new CopyOnWriteArrayList<>();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        try (Drift drift = open(settings)) {
            Thread reader = Thread.ofPlatform().start(() -> {
                while (!isDone.get() && failures.isEmpty()) {
                    try {
                        seen.add(checkWhole(drift.describe(ALL)));
                    } catch (Throwable failure) {
                        failures.add(failure);
                    }
                }
            });
            Model model = new Model(settings);
            for (int round = 0; round < 300; round++) {
                int from = 40 * (round % 20);
                fill(drift, model, data, from, from + 120);
            }
            isDone.set(true);
            reader.join();
            assertThat(failures).isEmpty();
            assertThat(seen).isNotEmpty();
            assertThat(drift.stats().flushes()).isPositive();
            drift.flush();
            drift.compactNow();
            assertThat(checkWhole(drift.describe(ALL))).isEqualTo(model.size());
            assertThat(drift.stats().merges()).isPositive();
            drift.checkInvariants();
        }
    }

    /** Returns the live rows of all segments. */
    private static int checkWhole(IndexDescription description) {
        assertThat(description.buckets()).hasSize(description.bucketsTotal());
        int live = 0;
        for (SegmentDescription segment : description.segments()) {
            live += segment.rows() - segment.deadRows();
        }
        assertThat(description.buckets().stream()
                        .mapToInt(BucketDescription::liveRows)
                        .sum())
                .isEqualTo(live);
        assertThat(description.buckets()).allSatisfy(bucket -> {
            assertThat(bucket.drift()).isBetween(0f, 1f);
            assertThat(bucket.radius()).isBetween(0f, 2f);
            assertThat(bucket.x()).isFinite();
            assertThat(bucket.y()).isFinite();
        });
        return live;
    }
}
