package io.vectron.worker.api;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

/**
 * Descriptions of indexes, computed for all who look at once: one thread makes one at a time, so any number of open
 * dashboards takes at most one core, and each is kept for a few seconds.
 *
 * <p>Concurrency: safe for use by any thread. {@code views} holds what is being made or is still fresh; whoever puts an
 * entry in has it made. A caller that leaves or runs out of time leaves the others' description alone.
 *
 * <p>Invariants: an entry goes when it fails, or {@code freshFor} after it was made; so a replica that was closed is not
 * held for longer.
 */
public final class IndexViews implements AutoCloseable {
    /** Replicas that may wait for their description; at some hundred replicas a worker nobody meets this. */
    private static final int WAITING_MAX = 1_024;
    /** Far above what one takes; frees the thread when the disk hangs. */
    private static final long COMPUTE_SECONDS_MAX = 10;

    private final Duration freshFor;
    private final ThreadPoolExecutor thread;
    private final ConcurrentMap<Object, CompletableFuture<DescribeIndexResponse>> views = new ConcurrentHashMap<>();

    /**
     * @param freshFor how long a description answers further calls
     */
    public IndexViews(Duration freshFor) {
        this.freshFor = freshFor;
        thread = new ThreadPoolExecutor(
                1,
                1,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING_MAX),
                Thread.ofPlatform().name("describe-", 0).daemon().factory());
        thread.allowCoreThreadTimeOut(true);
    }

    /**
     * The fresh description of a replica, or a new one.
     *
     * @param replica what is described; compared by {@code equals}, held while the description is fresh
     * @param compute makes it, before a deadline of {@link System#nanoTime}
     * @param deadlineNanos of this caller
     * @throws TimeoutException when the caller's deadline passed; the description is made all the same, for the next
     * @throws RejectedExecutionException when too many replicas wait already
     */
    DescribeIndexResponse get(Object replica, LongFunction<DescribeIndexResponse> compute, long deadlineNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<DescribeIndexResponse> mine = new CompletableFuture<>();
        CompletableFuture<DescribeIndexResponse> others = views.putIfAbsent(replica, mine);
        if (others == null) {
            start(replica, mine, compute);
        }
        long left = Math.max(0, deadlineNanos - System.nanoTime());
        try {
            return (others == null ? mine : others).get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new TimeoutException("the description was not made within the call's "
                    + TimeUnit.NANOSECONDS.toMillis(left) + " ms, with " + views.size() + " asked for");
        }
    }

    private void start(
            Object replica,
            CompletableFuture<DescribeIndexResponse> view,
            LongFunction<DescribeIndexResponse> compute) {
        try {
            thread.execute(() -> make(replica, view, compute));
        } catch (RejectedExecutionException full) {
            fail(replica, view, full);
        }
    }

    private void make(
            Object replica,
            CompletableFuture<DescribeIndexResponse> view,
            LongFunction<DescribeIndexResponse> compute) {
        try {
            DescribeIndexResponse made =
                    compute.apply(System.nanoTime() + TimeUnit.SECONDS.toNanos(COMPUTE_SECONDS_MAX));
            CompletableFuture.delayedExecutor(freshFor.toNanos(), TimeUnit.NANOSECONDS, Runnable::run)
                    .execute(() -> views.remove(replica, view));
            view.complete(made);
        } catch (Throwable failure) {
            fail(replica, view, failure);
        }
    }

    private void fail(Object replica, CompletableFuture<DescribeIndexResponse> view, Throwable failure) {
        views.remove(replica, view);
        view.completeExceptionally(failure);
    }

    /** Refuses those who wait; what is being made ends by itself. */
    @Override
    public void close() {
        thread.shutdown();
        // Before what is being made is interrupted: those who wait for it must not take that for its failure.
        views.forEach((replica, view) ->
                fail(replica, view, new VectronException(ErrorCode.NOT_READY, "the worker is stopping")));
        thread.shutdownNow();
    }
}
