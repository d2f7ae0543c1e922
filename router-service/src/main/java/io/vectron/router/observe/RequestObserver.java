package io.vectron.router.observe;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vectron.management.CollectionLabels;
import io.vectron.management.Histograms;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts each request of both faces once, when it ends, and logs the slow ones.
 *
 * <p>Safe for use by any thread.
 */
public final class RequestObserver {
    /** The code of a request that was answered as it should be. */
    public static final String OK = "OK";
    /** The code of a request whose caller went away. */
    public static final String CANCELLED = "CANCELLED";

    private static final Logger SLOW = LoggerFactory.getLogger("vectron.slow");

    private final MeterRegistry registry;
    private final CollectionLabels collections;
    private final TrafficWindow traffic;
    private final long slowNanos;
    private final AtomicInteger running;

    /** @param slowAfter a request that takes longer is logged; zero for none */
    public RequestObserver(
            MeterRegistry registry, CollectionLabels collections, TrafficWindow traffic, Duration slowAfter) {
        this.registry = registry;
        this.collections = collections;
        this.traffic = traffic;
        this.slowNanos = slowAfter.isZero() ? Long.MAX_VALUE : slowAfter.toNanos();
        AtomicInteger inFlight = new AtomicInteger();
        io.micrometer.core.instrument.Gauge.builder("vectron.router.requests.running", inFlight::get)
                .description("Requests that are being worked on.")
                .register(registry);
        this.running = inFlight;
    }

    /** @param api {@code rest} or {@code grpc} */
    public Observation begin(String api) {
        running.incrementAndGet();
        return new Observation(api);
    }

    /**
     * The answer is on its way. Does nothing the second time.
     *
     * @param code the {@link io.vectron.errors.ErrorCode}'s name, {@link #OK} or {@link #CANCELLED}
     * @param isServerFault whether it counts as an error of the service
     */
    public void end(Observation request, String code, boolean isServerFault) {
        if (!request.end()) {
            return;
        }
        running.decrementAndGet();
        long nanos = request.elapsedNanos();
        String collection = collections.of(request.collection());
        timer(request, collection, code).record(nanos, TimeUnit.NANOSECONDS);
        count("written", "Points that were written or deleted.", request.pointsWritten(), collection);
        count("returned", "Points and hits that were returned.", request.pointsReturned(), collection);
        traffic.record(request, nanos, isServerFault);
        if (nanos > slowNanos) {
            // the request's id is in the MDC
            SLOW.warn(
                    "slow request: operation={} api={} collection={} code={} duration_ms={} {}",
                    request.operation().label(),
                    request.api(),
                    request.collection().isEmpty() ? CollectionLabels.NONE : request.collection(),
                    code,
                    TimeUnit.NANOSECONDS.toMillis(nanos),
                    request.facts());
        }
    }

    private Timer timer(Observation request, String collection, String code) {
        return Timer.builder("vectron.router.requests")
                .description("Requests of the public API by operation, collection, API and error code (OK for none).")
                .tag("operation", request.operation().label())
                .tag(CollectionLabels.LABEL, collection)
                .tag("api", request.api())
                .tag("code", code)
                .serviceLevelObjectives(Histograms.latencies())
                .register(registry);
    }

    private void count(String what, String description, long points, String collection) {
        if (points > 0) {
            Counter.builder("vectron.router.points." + what)
                    .description(description)
                    .tag(CollectionLabels.LABEL, collection)
                    .register(registry)
                    .increment((double) points);
        }
    }
}
