package io.vectron.drift.engine;

import io.vectron.drift.BackgroundWork;
import io.vectron.drift.WorkKind;
import io.vectron.drift.WorkReason;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the flushes and merges that run and the last that ended.
 *
 * <p>Concurrency: the monitor guards {@code running} and {@code ended}; it is never held while work is done.
 *
 * <p>Invariants: {@code ended} holds at most {@value #ENDED_MAX} records, newest first.
 */
final class WorkLog {
    /** What a person looks back over; the counters of {@code DriftStats} tell the rest. */
    static final int ENDED_MAX = 20;

    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Set<Started> running = new LinkedHashSet<>();
    private final Deque<BackgroundWork> ended = new ArrayDeque<>();

    /** Work that has begun; compared by identity. */
    private static final class Started {
        private final WorkKind kind;
        private final WorkReason reason;
        private final long rows;
        private final long startedAtMillis;
        private final long startNanos;

        private Started(WorkKind kind, WorkReason reason, long rows, long startedAtMillis, long startNanos) {
            this.kind = kind;
            this.reason = reason;
            this.rows = rows;
            this.startedAtMillis = startedAtMillis;
            this.startNanos = startNanos;
        }

        BackgroundWork toRecord(long nowNanos, boolean isRunning, @Nullable Throwable failure) {
            return new BackgroundWork(
                    kind,
                    reason,
                    rows,
                    startedAtMillis,
                    TimeUnit.NANOSECONDS.toMillis(nowNanos - startNanos),
                    isRunning,
                    failure == null ? "" : failure.toString());
        }
    }

    /** Something that reads and writes files. */
    @FunctionalInterface
    interface Work {
        void run() throws IOException;
    }

    /**
     * @param clock of the wall, for when work started
     * @param nanoTime of a clock that never goes back, for how long it took
     */
    WorkLog(InstantSource clock, LongSupplier nanoTime) {
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /** Does the work and remembers it, with what it throws. */
    void run(WorkKind kind, WorkReason reason, long rows, Work work) throws IOException {
        Started started = new Started(kind, reason, rows, clock.millis(), nanoTime.getAsLong());
        begin(started);
        try {
            work.run();
        } catch (IOException | RuntimeException | Error failure) {
            end(started, failure);
            throw failure;
        }
        end(started, null);
    }

    private synchronized void begin(Started started) {
        running.add(started);
    }

    private synchronized void end(Started started, @Nullable Throwable failure) {
        running.remove(started);
        ended.addFirst(started.toRecord(nanoTime.getAsLong(), false, failure));
        if (ended.size() > ENDED_MAX) {
            ended.removeLast();
        }
    }

    /** What runs, oldest first, then what ended last, newest first. */
    synchronized List<BackgroundWork> list() {
        List<BackgroundWork> all = new ArrayList<>(running.size() + ended.size());
        long now = nanoTime.getAsLong();
        running.forEach(started -> all.add(started.toRecord(now, true, null)));
        all.addAll(ended);
        return all;
    }
}
