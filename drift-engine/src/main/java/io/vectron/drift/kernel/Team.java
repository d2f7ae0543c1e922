package io.vectron.drift.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Threads that share pieces of work with the one that has them. The caller works too, and never waits for a helper that
 * has not begun: a busy or closed executor makes it slower, nothing else.
 *
 * <p>Thread-safe; work may be shared from within work.
 */
public final class Team {
    /** The caller alone. */
    public static final Team ALONE = new Team(task -> {}, 1);

    private final Executor helpers;
    private final int size;

    /**
     * A team.
     *
     * @param helpers run what the caller does not
     * @param size threads with the caller, at least 1
     */
    public Team(Executor helpers, int size) {
        if (size < 1) {
            throw new IllegalArgumentException("team of " + size + ", expected at least 1");
        }
        this.helpers = helpers;
        this.size = size;
    }

    public int size() {
        return size;
    }

    /**
     * Runs a piece of work for each of 0 to n - 1, in any order, and returns when all are done. What the pieces did is
     * visible to the caller then. The first failure is thrown, and pieces that have not begun are left out.
     */
    public void forEach(int n, IntConsumer piece) {
        Work work = new Work(n, piece);
        List<Helper> called = new ArrayList<>();
        for (int i = 1; i < Math.min(size, n); i++) {
            Helper helper = new Helper(work);
            called.add(helper);
            helpers.execute(helper);
        }
        work.run();
        called.forEach(Helper::join);
        Throwable failure = work.failure.get();
        if (failure instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }

    /** Calls something for stretches [from, to) of 0 to n - 1. */
    public void forEachStretch(int n, int stretch, Stretch each) {
        forEach((n + stretch - 1) / stretch, i -> each.of(i * stretch, Math.min(n, (i + 1) * stretch)));
    }

    /** A stretch of numbers. */
    @FunctionalInterface
    public interface Stretch {
        void of(int from, int to);
    }

    private static final class Work implements Runnable {
        private final int n;
        private final IntConsumer piece;
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        Work(int n, IntConsumer piece) {
            this.n = n;
            this.piece = piece;
        }

        @Override
        public void run() {
            try {
                for (int i = next.getAndIncrement(); i < n && failure.get() == null; i = next.getAndIncrement()) {
                    piece.accept(i);
                }
            } catch (RuntimeException | Error failed) {
                var _ = failure.compareAndSet(null, failed);
            }
        }
    }

    /** One helper's part, which it begins or the caller calls off. */
    private static final class Helper implements Runnable {
        private final Work work;
        private final AtomicBoolean isTaken = new AtomicBoolean();
        private final CountDownLatch isDone = new CountDownLatch(1);

        Helper(Work work) {
            this.work = work;
        }

        @Override
        public void run() {
            if (isTaken.compareAndSet(false, true)) {
                try {
                    work.run();
                } finally {
                    isDone.countDown();
                }
            }
        }

        void join() {
            if (isTaken.compareAndSet(false, true)) {
                return;
            }
            boolean isInterrupted = false;
            while (true) {
                try {
                    isDone.await();
                    break;
                } catch (InterruptedException interrupted) {
                    isInterrupted = true;
                }
            }
            if (isInterrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
