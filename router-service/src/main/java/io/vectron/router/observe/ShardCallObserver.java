package io.vectron.router.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vectron.management.Histograms;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Counts calls to workers, each attempt of a request's part for one shard. Safe for use by any thread. */
public final class ShardCallObserver {
    private static final List<String> USUAL_REASONS = List.of("NOT_LEADER", "STALE_EPOCH", "NEVER_SENT", "NOT_TRIED");

    private final MeterRegistry registry;

    public ShardCallObserver(MeterRegistry registry) {
        this.registry = registry;
        // at 0 from the start, so that the first one shows as an increase
        USUAL_REASONS.forEach(this::retries);
    }

    /**
     * @param kind what may be done twice and who may do it, such as {@code write}
     * @param outcome {@link RequestObserver#OK}, the worker's error code, or how far the call got
     */
    public void called(String kind, String outcome, long nanos) {
        Timer.builder("vectron.router.shard.calls")
                .description("Calls to workers, one for each attempt of a request's part for one shard.")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .serviceLevelObjectives(Histograms.latencies())
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /** A failed call is not the end: another attempt follows. */
    public void retried(String reason) {
        Observation.current().retried();
        retries(reason).increment();
    }

    private Counter retries(String reason) {
        return Counter.builder("vectron.router.retries")
                .description("Calls to workers that failed and were followed by another attempt, by reason.")
                .tag("reason", reason)
                .register(registry);
    }
}
