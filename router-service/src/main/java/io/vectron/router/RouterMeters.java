package io.vectron.router;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vectron.management.CollectionLabels;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.router.map.ShardMapWatch;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The router's gauges, and the end of meters whose collection or worker is gone.
 *
 * <p>Concurrency: {@code breakers} is changed by the watching thread only, on which {@link #mapChanged} is called.
 */
final class RouterMeters {
    /** Workers beyond this have no series of their own. */
    static final int WORKERS_MAX = 100;

    private final MeterRegistry registry;
    private final ShardMapWatch watch;
    private final CollectionLabels collections;
    private final CircuitBreakerRegistry circuits;
    private final Map<String, Meter> breakers = new HashMap<>();

    RouterMeters(
            MeterRegistry registry,
            ShardMapWatch watch,
            CollectionLabels collections,
            CircuitBreakerRegistry circuits) {
        this.registry = registry;
        this.watch = watch;
        this.collections = collections;
        this.circuits = circuits;
        Gauge.builder("vectron.router.map.revision", () -> watch.current().revision())
                .description("Revision of the map that this router routes by.")
                .register(registry);
        Gauge.builder("vectron.router.placement.silence", () -> watch.silence().toMillis() / 1e3)
                .description("Time since the placement driver was last heard.")
                .baseUnit("seconds")
                .register(registry);
        watch.onEvent(_ -> mapChanged());
    }

    private void mapChanged() {
        collections.retainLive();
        Set<String> workers = watch.current().workers().stream()
                .filter(worker -> watch.current().worker(worker.getId()).isPresent())
                .map(Worker::getId)
                .collect(Collectors.toSet());
        breakers.entrySet().removeIf(entry -> {
            boolean isGone = !workers.contains(entry.getKey());
            if (isGone) {
                registry.remove(entry.getValue());
                var _ = circuits.remove(entry.getKey());
            }
            return isGone;
        });
        workers.stream()
                .filter(id -> !breakers.containsKey(id))
                .limit(WORKERS_MAX - breakers.size())
                .forEach(id -> breakers.put(id, breakerMeter(id)));
    }

    private Meter breakerMeter(String workerId) {
        return Gauge.builder("vectron.router.breaker.open", () -> isOpen(workerId) ? 1 : 0)
                .description("1 while the circuit breaker of the worker lets no call through, or only a few to try.")
                .tag("worker", workerId)
                .register(registry);
    }

    private boolean isOpen(String workerId) {
        return circuits.find(workerId)
                .map(CircuitBreaker::getState)
                .filter(state -> state != CircuitBreaker.State.CLOSED)
                .isPresent();
    }
}
