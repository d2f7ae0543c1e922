package io.vectron.router;

import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig.SlidingWindowType;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.router.map.ShardMapWatch;
import io.vectron.router.observe.ShardCallObserver;
import io.vectron.router.operations.CollectionLookup;
import io.vectron.router.operations.CollectionOperations;
import io.vectron.router.operations.PointOperations;
import io.vectron.router.operations.ShardCalls;
import io.vectron.router.settings.RouterSettings;
import io.vectron.router.worker.WorkerCallException;
import io.vectron.router.worker.WorkerCalls;
import io.vectron.router.worker.WorkerChannels;
import io.vectron.tls.ClusterDoor;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JCircuitBreakerFactory;
import org.springframework.cloud.circuitbreaker.resilience4j.Resilience4JConfigBuilder;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;
import org.springframework.cloud.client.circuitbreaker.Customizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What both faces stand on. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RouterSettings.class)
class RouterConfiguration {

    @Bean
    PlacementClient placementClient(RouterSettings settings, ClusterDoor door) {
        return new PlacementClient(settings.placement(), door.channels());
    }

    @Bean
    WorkerChannels workerChannels(RouterSettings settings, ClusterDoor door) {
        return new WorkerChannels(settings.channel(), door.channels());
    }

    @Bean(initMethod = "start")
    ShardMapWatch shardMapWatch(PlacementClient placement, WorkerChannels channels) {
        ShardMapWatch watch = new ShardMapWatch(placement);
        watch.onEvent(event -> {
            if (event.getWorkersCount() > 0 || event.getSnapshot()) {
                channels.retain(watch.current().workers().stream()
                        .filter(worker -> worker.getState() != WorkerState.WORKER_STATE_REMOVED)
                        .map(Worker::getAddress)
                        .collect(Collectors.toSet()));
            }
        });
        return watch;
    }

    /** Business errors are signs of life: only what {@link WorkerCallException} calls the worker's fault counts. */
    @Bean
    Customizer<Resilience4JCircuitBreakerFactory> workerBreakers(RouterSettings settings) {
        RouterSettings.Breaker breaker = settings.breaker();
        CircuitBreakerConfig config = CircuitBreakerConfig.custom()
                .slidingWindowType(SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(breaker.window())
                .minimumNumberOfCalls(breaker.callsMin())
                .failureRateThreshold(breaker.failurePercent())
                .waitDurationInOpenState(breaker.open())
                .permittedNumberOfCallsInHalfOpenState(3)
                .recordException(failure -> failure instanceof WorkerCallException call && call.isWorkerFault())
                .build();
        return factory -> factory.configureDefault(id ->
                new Resilience4JConfigBuilder(id).circuitBreakerConfig(config).build());
    }

    @Bean
    WorkerCalls workerCalls(WorkerChannels channels, CircuitBreakerFactory<?, ?> breakers, RouterSettings settings) {
        return new WorkerCalls(channels, breakers, settings.breaker().slowAfter());
    }

    @Bean
    ShardCalls shardCalls(ShardMapWatch watch, WorkerCalls workers, ShardCallObserver observer) {
        return new ShardCalls(watch, workers, observer);
    }

    @Bean
    PointOperations pointOperations(ShardMapWatch watch, PlacementClient placement, ShardCalls shards) {
        return new PointOperations(new CollectionLookup(watch, placement), shards, watch);
    }

    @Bean
    CollectionOperations collectionOperations(PlacementClient placement, ShardMapWatch watch, RouterSettings settings) {
        return new CollectionOperations(placement, watch, settings.timeouts());
    }
}
