package io.vectron.admin.live;

import io.vectron.placement.PlacementClient;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the placement driver every second and publishes what it said.
 *
 * <p>Concurrency: one thread asks, in the order of the samples; {@link #current} is read by any thread.
 */
public final class Sampler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final Questions questions;
    private final Clock clock;
    private final Consumer<Sample> onSample;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("admin-sampler").factory());
    private volatile Sample current;

    /** @param onSample called on the sampling thread with each new sample */
    public Sampler(PlacementClient placement, Duration timeout, Clock clock, Consumer<Sample> onSample) {
        this.questions = new Questions(placement, timeout);
        this.clock = clock;
        this.onSample = onSample;
        this.current = Sample.before(clock.instant());
    }

    /** Starts asking; the next question waits for the answer to the last. */
    public void start(Duration interval) {
        var _ = thread.scheduleWithFixedDelay(this::sample, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sample() {
        try {
            Sample next = questions.ask(current, clock.instant());
            current = next;
            onSample.accept(next);
        } catch (RuntimeException e) {
            // the schedule would end with an exception, and the pages would stand still
            LOG.error("sample {} failed", current.number() + 1, e);
        }
    }

    /**
     * Asks out of turn, so that the next page shows what was just changed; returns when the answer is there, or after {@code
     * limit} with whatever there is.
     */
    public void refresh(Duration limit) {
        try {
            thread.submit(this::sample).get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RejectedExecutionException e) {
            LOG.debug("a change is not in the sample yet: {}", e.toString());
        }
    }

    public Sample current() {
        return current;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
