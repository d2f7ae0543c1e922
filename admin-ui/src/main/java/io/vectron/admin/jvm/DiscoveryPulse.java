package io.vectron.admin.jvm;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** Calls with a number that grows, from the moment when the application serves until it stops. */
final class DiscoveryPulse implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(DiscoveryPulse.class);

    private final LongConsumer beat;
    private final Duration interval;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("admin-discovery").factory());
    private long count;
    private volatile boolean running;

    DiscoveryPulse(LongConsumer beat, Duration interval) {
        this.beat = beat;
        this.interval = interval;
    }

    @Override
    public void start() {
        running = true;
        var _ = thread.scheduleWithFixedDelay(
                this::pulse, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void pulse() {
        try {
            count++;
            beat.accept(count);
        } catch (RuntimeException e) {
            // the schedule would end with an exception
            LOG.warn("the list of instances could not be looked at", e);
        }
    }

    @Override
    public void stop() {
        running = false;
        thread.shutdownNow();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
