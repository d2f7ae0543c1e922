package io.vectron.router.map;

import io.grpc.Context;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.WatchRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the placement driver's Watch and keeps the newest {@link ShardMap}.
 *
 * <p>Concurrency: {@code map} is written by the watching thread only and published by volatile; {@code lock} guards
 * nothing but the condition that wakes those who wait for a newer map. Listeners run on the watching thread, in order.
 *
 * <p>Invariants: the revision never falls, except by a snapshot event (a cluster that was made anew).
 */
public final class ShardMapWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardMapWatch.class);
    private static final Duration PAUSE_MIN = Duration.ofMillis(50);
    private static final Duration PAUSE_MAX = Duration.ofSeconds(2);

    private final PlacementClient placement;
    private final List<Consumer<WatchEvent>> listeners = new CopyOnWriteArrayList<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition newer = lock.newCondition();
    private final Context.CancellableContext context = Context.ROOT.withCancellation();
    private volatile ShardMap map = ShardMap.EMPTY;
    private volatile boolean isClosed;
    private volatile long heardNanos = System.nanoTime();

    public ShardMapWatch(PlacementClient placement) {
        this.placement = placement;
    }

    /** Starts the watching thread; call once. */
    public void start() {
        Thread.ofVirtual().name("shard-map-watch").start(() -> context.run(this::follow));
    }

    public ShardMap current() {
        return map;
    }

    /** Time since the placement driver last said anything, which it does every few seconds; since the start at first. */
    public Duration silence() {
        return Duration.ofNanos(System.nanoTime() - heardNanos);
    }

    /** Called with each event after the map that holds it was published. */
    public void onEvent(Consumer<WatchEvent> listener) {
        listeners.add(listener);
    }

    /**
     * Waits until the map satisfies the condition.
     *
     * @return the newest map, whether it does or not
     */
    public ShardMap await(Predicate<ShardMap> condition, Duration timeout) {
        long left = timeout.toNanos();
        lock.lock();
        try {
            while (!condition.test(map) && left > 0 && !isClosed) {
                left = newer.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            // the caller's own deadline check ends its work; it sees the flag
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
        return map;
    }

    /** Waits for any map after {@code seen}, at most {@code timeout}; used as the pause before a retry. */
    public ShardMap awaitNewer(ShardMap seen, Duration timeout) {
        return await(now -> now != seen, timeout);
    }

    private void follow() {
        int failures = 0;
        while (!isClosed) {
            try {
                WatchRequest request = WatchRequest.newBuilder()
                        .setFromRevision(map.revision())
                        .build();
                var events = placement.watch(request, failures);
                while (events.hasNext()) {
                    take(events.next());
                    failures = 0;
                }
                LOG.debug("the watch ended at revision {}", map.revision());
            } catch (RuntimeException e) {
                // any failure has the same remedy, another watch: the map stays as it is until one answers
                if (!isClosed) {
                    LOG.debug("the watch broke at revision {}", map.revision(), e);
                }
            }
            failures++;
            pause(failures);
        }
    }

    private void take(WatchEvent event) {
        ShardMap seen = map;
        boolean isOtherCluster = !seen.clusterId().isEmpty()
                && !event.getClusterId().isEmpty()
                && !seen.clusterId().equals(event.getClusterId());
        if (isOtherCluster && !event.getSnapshot()) {
            LOG.warn("cluster {} became {}: starting from an empty map", seen.clusterId(), event.getClusterId());
            publish(ShardMap.EMPTY);
            throw new IllegalStateException("a delta of another cluster cannot be applied");
        }
        heardNanos = System.nanoTime();
        publish(seen.apply(event));
        listeners.forEach(listener -> listener.accept(event));
    }

    private void publish(ShardMap next) {
        lock.lock();
        try {
            map = next;
            newer.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void pause(int failures) {
        long millis = Math.min(PAUSE_MAX.toMillis(), PAUSE_MIN.toMillis() << Math.min(failures - 1, 10));
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (left > 0 && !isClosed) {
                left = newer.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            isClosed = true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        isClosed = true;
        context.cancel(null);
        lock.lock();
        try {
            newer.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
