package io.vectron.drift.engine;

import io.vectron.drift.DriftException;
import io.vectron.drift.WorkReason;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the active memtable flushed once writes have ceased, so that what was imported is soon searched in buckets, with far less
 * work than in memory.
 *
 * <p>Concurrency: at most one timer runs ({@code isScheduled}), from the first write after which a flush is worth it until one has
 * begun; {@code lastWriteNanos} is guarded by the writer lock.
 */
final class IdleFlush {
    private static final Logger LOG = LoggerFactory.getLogger(IdleFlush.class);

    /** As many as a memtable scans without ever asking a graph; fewer would make a file of few rows. */
    static final int ROWS_MIN = 2_048;

    private final EngineState state;
    private final Maintenance maintenance;
    private final AtomicBoolean isScheduled = new AtomicBoolean();
    private long lastWriteNanos;

    IdleFlush(EngineState state, Maintenance maintenance) {
        this.state = state;
        this.maintenance = maintenance;
    }

    /** Notes a write. Writer only. */
    void wrote() {
        lastWriteNanos = System.nanoTime();
        if (isWorthIt()) {
            state.resources.warmUp();
            if (state.settings.flushIdleMillis() > 0) {
                schedule(state.settings.flushIdleMillis());
            }
        }
    }

    private boolean isWorthIt() {
        return state.version().active().rows() >= ROWS_MIN;
    }

    private void schedule(long delayMillis) {
        if (isScheduled.compareAndSet(false, true)) {
            state.resources.executeLater(this::look, delayMillis);
        }
    }

    private void look() {
        isScheduled.set(false);
        if (!state.gate.tryEnter()) {
            return;
        }
        try {
            if (!state.hasFailed() && freezeWhenIdle()) {
                maintenance.scheduleFlush();
            }
        } catch (DriftException noted) {
            LOG.debug("{}: nothing is flushed after the last write", state.storage.path(), noted);
        } finally {
            state.gate.exit();
        }
    }

    /** Freezes the active memtable if writes have ceased; otherwise looks again later. */
    private boolean freezeWhenIdle() {
        state.writerLock.lock();
        try {
            if (!isWorthIt()) {
                return false;
            }
            long idle = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lastWriteNanos);
            long missing = state.settings.flushIdleMillis() - idle;
            if (missing > 0) {
                schedule(missing);
                return false;
            }
            maintenance.rotate(WorkReason.WRITES_CEASED);
            return true;
        } finally {
            state.writerLock.unlock();
        }
    }
}
