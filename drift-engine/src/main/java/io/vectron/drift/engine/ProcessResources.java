package io.vectron.drift.engine;

import io.vectron.drift.DriftResourcesSettings;
import io.vectron.drift.kernel.Team;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the engines of one process share: threads, the budget of all memtables, the warm-up.
 *
 * <p>Concurrency: thread-safe; the engines register themselves.
 *
 * <p>Invariants: {@code memtableBytes} is the sum of what the open engines reported last.
 */
public final class ProcessResources implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessResources.class);
    private static final long IDLE_SECONDS = 10;
    private static final long CLOSE_SECONDS_MAX = 60;

    private final DriftResourcesSettings settings;
    private final ThreadPoolExecutor pool;
    private final Set<Engine> engines = ConcurrentHashMap.newKeySet();
    private final AtomicLong memtableBytes = new AtomicLong();
    private final AtomicBoolean isRelieving = new AtomicBoolean();
    private final WarmUp warmUp;

    public ProcessResources(DriftResourcesSettings settings) {
        this.settings = settings;
        this.warmUp = new WarmUp(settings.warmUpDirectory());
        this.pool = new ThreadPoolExecutor(
                settings.backgroundThreads(),
                settings.backgroundThreads(),
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("drift-background-", 0).factory());
        pool.allowCoreThreadTimeOut(true);
    }

    void register(Engine engine) {
        engines.add(engine);
    }

    void unregister(Engine engine) {
        engines.remove(engine);
    }

    /** Runs a task that handles its own failures; after close it is dropped. */
    void execute(Runnable task) {
        try {
            pool.execute(task);
        } catch (RejectedExecutionException closed) {
            LOG.debug("background task dropped: the resources are closed");
        }
    }

    /** An engine holds so many rows that the code should be compiled soon. */
    void warmUp() {
        warmUp.begin();
    }

    /** The background threads and the caller, for work that is to be done soon. */
    Team team() {
        return new Team(this::execute, settings.backgroundThreads());
    }

    /** Runs a task that handles its own failures after a while; it is dropped when that is after close. */
    void executeLater(Runnable task, long delayMillis) {
        CompletableFuture.delayedExecutor(delayMillis, TimeUnit.MILLISECONDS, this::execute)
                .execute(task);
    }

    /** Adds to the bytes that all memtables hold. */
    void reportMemtableBytes(long change) {
        if (memtableBytes.addAndGet(change) > settings.memtableBytesMax() && change > 0) {
            relieve();
        }
    }

    /** True when memtables hold so much more than their budget that writers must wait. */
    boolean isFarOverBudget() {
        return memtableBytes.get() > settings.memtableBytesMax() + settings.memtableBytesMax() / 2;
    }

    /** Bytes that all memtables hold. */
    public long memtableBytes() {
        return memtableBytes.get();
    }

    private void relieve() {
        if (!isRelieving.compareAndSet(false, true)) {
            return;
        }
        execute(() -> {
            try {
                Optional<Engine> largest = engines.stream().max(Comparator.comparingLong(Engine::activeBytes));
                largest.ifPresent(Engine::flushInBackground);
            } finally {
                isRelieving.set(false);
            }
        });
    }

    /** Stops the threads; all engines must be closed. */
    @Override
    public void close() {
        if (!engines.isEmpty()) {
            throw new IllegalStateException(engines.size() + " engines are still open");
        }
        warmUp.close();
        pool.shutdown();
        try {
            if (!pool.awaitTermination(CLOSE_SECONDS_MAX, TimeUnit.SECONDS)) {
                LOG.warn("background threads still run {} s after close", CLOSE_SECONDS_MAX);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
