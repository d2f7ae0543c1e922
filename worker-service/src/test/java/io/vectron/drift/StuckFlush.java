package io.vectron.drift;

import io.vectron.drift.storage.FaultPoint;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * An engine whose flush holds a background thread until it is released. Over resources with one thread, no other engine
 * flushes meanwhile, as behind a disk that hangs. In the engine's package, because only that may pass it faults.
 */
public final class StuckFlush implements AutoCloseable {
    private static final int DIMENSION = 512;

    private final CountDownLatch stuck = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final Drift drift;

    /** Returns once the thread is held. */
    public StuckFlush(Path directory, DriftResources resources) throws InterruptedException {
        DriftSettings settings = DriftSettings.of(DIMENSION, Metric.L2).withMemtableBytesMax(1 << 10);
        drift = Drift.open(directory, settings, resources, this::reached);
        byte[] id = "id".getBytes(StandardCharsets.UTF_8);
        drift.apply(1, new WriteBatch(List.of(new Upsert(id, new float[DIMENSION], id))));
        stuck.await();
    }

    private void reached(FaultPoint point) {
        if (point == FaultPoint.SEGMENT_TEMP_WRITTEN) {
            stuck.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    public void release() {
        released.countDown();
    }

    @Override
    public void close() {
        release();
        drift.close();
    }
}
