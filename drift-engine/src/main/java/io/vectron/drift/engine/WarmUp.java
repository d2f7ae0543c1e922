package io.vectron.drift.engine;

import io.vectron.drift.DriftException;
import io.vectron.drift.DriftResourcesSettings;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.Op;
import io.vectron.drift.SearchRequest;
import io.vectron.drift.Upsert;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.FaultHook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the engine's code compiled before much depends on it: it writes, flushes, measures and searches a small engine of its own, on a
 * thread of its own, once per process. Of vector code that the compiler has not reached yet a first scan of 3,000 rows took 130 ms
 * (below 1 ms later) and a first measurement of a search depth 6 to 8 s (1 s later), alone on two cores; beside a start of services
 * first searches ran into a deadline of 10 s.
 *
 * <p>Concurrency: {@link #begin} may be called by any thread, any number of times; the monitor guards {@code engine} and {@code
 * isStopping}.
 */
final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    private static final int DIMENSION = 128;
    private static final int BATCHES = 32;
    private static final int BATCH_ROWS = 64;
    private static final int CLUSTERS = 64;
    private static final int BUCKET_CAPACITY = 64;
    private static final double SPREAD = 0.3;
    /** Searches of each kind; after 23 to 430 of all kinds together one took less than 0.3 ms. */
    private static final int SEARCHES = 64;

    private static final double[] RECALLS = {0.9, 0.95, 0.99, 1};
    private static final int MEMTABLES_BYTES_MAX = 64 << 20;

    private final @Nullable Path directory;
    private final AtomicBoolean isBegun = new AtomicBoolean();
    private @Nullable Thread thread;
    private @Nullable Engine engine;
    private boolean isStopping;

    /** @param directory for the files of the small engine, emptied before and removed after; null for no warm-up at all */
    WarmUp(@Nullable Path directory) {
        this.directory = directory;
    }

    /** Begins, the first time it is called. */
    void begin() {
        if (directory == null || isBegun.get() || !isBegun.compareAndSet(false, true)) {
            return;
        }
        Path own = directory;
        synchronized (this) {
            if (!isStopping) {
                thread = Thread.ofPlatform().daemon().name("drift-warm-up").start(() -> run(own));
            }
        }
    }

    private void run(Path own) {
        long start = System.nanoTime();
        try (ProcessResources resources =
                new ProcessResources(new DriftResourcesSettings(MEMTABLES_BYTES_MAX, 1, null))) {
            // The third metric runs through the code of the second.
            for (Metric metric : List.of(Metric.L2, Metric.COSINE)) {
                deleteTree(own);
                exercise(own, metric, resources);
            }
            LOG.info(
                    "code warmed up in {} ms",
                    Duration.ofNanos(System.nanoTime() - start).toMillis());
        } catch (IOException | DriftException | IllegalStateException failure) {
            // Nothing depends on it but the speed of the first minute.
            LOG.debug("warm-up given up", failure);
        } finally {
            removeFiles(own);
        }
    }

    private static void removeFiles(Path directory) {
        try {
            deleteTree(directory);
        } catch (IOException left) {
            LOG.debug("{} is left from the warm-up", directory, left);
        }
    }

    private void exercise(Path own, Metric metric, ProcessResources resources) throws IOException {
        DriftSettings settings = DriftSettings.of(DIMENSION, metric).withBucketCapacity(BUCKET_CAPACITY);
        SplittableRandom random = new SplittableRandom(1);
        float[][] centres = new float[CLUSTERS][DIMENSION];
        for (float[] centre : centres) {
            scatter(random, new float[DIMENSION], 1, centre);
        }
        Files.createDirectories(own);
        try (Engine small = Engine.open(own, settings, resources, FaultHook.NONE, Engine.LogKeeper.CALLER)) {
            hold(small);
            for (int batch = 0; batch < BATCHES; batch++) {
                small.apply(batch + 1, batch(batch, centres, random));
            }
            search(small, centres, RECALLS[0]);
            small.flush();
            small.compactNow();
            for (double recall : RECALLS) {
                search(small, centres, recall);
            }
        }
    }

    private static WriteBatch batch(int number, float[][] centres, SplittableRandom random) {
        List<Op> ops = new ArrayList<>();
        for (int i = 0; i < BATCH_ROWS; i++) {
            float[] vector = new float[DIMENSION];
            scatter(random, centres[random.nextInt(CLUSTERS)], SPREAD, vector);
            byte[] id = Integer.toString(number * BATCH_ROWS + i).getBytes(StandardCharsets.US_ASCII);
            ops.add(new Upsert(id, vector, new byte[0]));
        }
        return new WriteBatch(ops);
    }

    private static void scatter(SplittableRandom random, float[] around, double spread, float[] target) {
        for (int i = 0; i < target.length; i++) {
            target[i] = around[i] + (float) (spread * random.nextGaussian());
        }
    }

    private static void search(Engine small, float[][] centres, double recall) {
        for (int i = 0; i < SEARCHES; i++) {
            var _ = small.search(SearchRequest.of(centres[i % CLUSTERS], 10).withRecall(recall));
        }
    }

    /** @throws IllegalStateException when the warm-up is to end */
    private synchronized void hold(Engine opened) {
        engine = opened;
        if (isStopping) {
            throw new IllegalStateException("the warm-up is to end");
        }
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Ends it, and returns when it uses no files any more. */
    @Override
    public void close() {
        Thread running;
        Engine small;
        synchronized (this) {
            isStopping = true;
            running = thread;
            small = engine;
        }
        if (small != null) {
            small.close();
        }
        try {
            if (running != null) {
                running.join();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
