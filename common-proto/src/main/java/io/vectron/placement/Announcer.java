package io.vectron.placement;

import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.AnnounceRequest;
import io.vectron.proto.internal.v1.Instance;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the placement driver every two seconds that this service runs, so that dashboards find it, and once that it stops.
 *
 * <p>Nothing depends on an announcement: a failure is logged once, then at debug until one succeeds.
 *
 * <p>Concurrency: {@link #start} and {@link #close} are called once each, by one thread; {@code self} is asked on the
 * announcing virtual thread, and by the closing one after that has ended.
 */
public final class Announcer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);
    static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final double JITTER = 0.2;
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration FAREWELL_TIMEOUT = Duration.ofSeconds(1);

    private final PlacementClient placement;
    private final Supplier<Instance> self;
    private final Duration interval;
    private volatile boolean isClosed;
    private volatile boolean mayBeKnown;
    private volatile boolean isFailing;
    private @Nullable Thread thread;

    /**
     * @param self this run of the service as it is now; asked before each announcement, must not block
     */
    public Announcer(PlacementClient placement, Supplier<Instance> self) {
        this(placement, self, INTERVAL);
    }

    Announcer(PlacementClient placement, Supplier<Instance> self, Duration interval) {
        this.placement = placement;
        this.self = self;
        this.interval = interval;
    }

    public void start() {
        thread = Thread.ofVirtual().name("announcer").start(this::run);
    }

    private void run() {
        while (!isClosed) {
            announce();
            try {
                Thread.sleep(pause());
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void announce() {
        try {
            send(false, CALL_TIMEOUT);
            if (isFailing) {
                LOG.info("announcements reach the placement driver again");
            }
            isFailing = false;
            mayBeKnown = true;
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(RuntimeException e) {
        if (isClosed) {
            // cut off by the end, perhaps after it had arrived
            mayBeKnown = true;
            return;
        }
        if (isFailing) {
            LOG.debug("the placement driver did not take the announcement", e);
        } else if (e instanceof VectronException) {
            LOG.info("the placement driver did not take the announcement: {}", e.getMessage());
        } else {
            LOG.warn("the announcement failed", e);
        }
        isFailing = true;
    }

    private void send(boolean isStopping, Duration timeout) {
        AnnounceRequest request = AnnounceRequest.newBuilder()
                .setInstance(self.get())
                .setStopping(isStopping)
                .build();
        var _ = placement.call(stub -> stub.announce(request), timeout);
    }

    /** The interval and up to a fifth more or less: services that started together must not go on in step. */
    private Duration pause() {
        double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
        return Duration.ofNanos((long) (interval.toNanos() * factor));
    }

    /** Stops announcing and says farewell, if an announcement was or may have been taken; waits a second for that at the most. */
    @Override
    public void close() {
        Thread running = thread;
        if (isClosed || running == null) {
            isClosed = true;
            return;
        }
        isClosed = true;
        running.interrupt();
        try {
            var _ = running.join(CALL_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (mayBeKnown) {
            sayFarewell();
        }
    }

    private void sayFarewell() {
        try {
            send(true, FAREWELL_TIMEOUT);
        } catch (RuntimeException e) {
            LOG.debug("the farewell did not arrive", e);
        }
    }
}
