package io.vectron.worker.api;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Platform threads for scans. Virtual threads are not time-sliced: a few long scans on them would keep every carrier busy
 * and hold up Raft's heartbeats.
 *
 * <p>Concurrency: safe for use by any thread. What waits is bounded; beyond it calls are refused.
 */
public final class SearchPool implements AutoCloseable {
    private final ThreadPoolExecutor threads;

    public SearchPool(int threadCount, int queueMax) {
        threads = new ThreadPoolExecutor(
                threadCount,
                threadCount,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queueMax),
                Thread.ofPlatform().name("search-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * @throws RejectedExecutionException when too many calls wait already
     * @throws TimeoutException when the deadline (of {@link System#nanoTime}) passed; the scan ends by its own deadline
     */
    <T> T call(Callable<T> scan, long deadlineNanos) throws InterruptedException, ExecutionException, TimeoutException {
        FutureTask<T> task = new FutureTask<>(scan);
        threads.execute(task);
        try {
            return task.get(deadlineNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | InterruptedException e) {
            // one that waits is not run any more; one that runs looks at the deadline between buckets
            task.cancel(false);
            throw e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
