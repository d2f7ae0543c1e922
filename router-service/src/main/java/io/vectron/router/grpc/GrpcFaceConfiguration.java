package io.vectron.router.grpc;

import io.grpc.BindableService;
import io.grpc.netty.NettyServerBuilder;
import io.vectron.model.Limits;
import io.vectron.router.operations.CollectionOperations;
import io.vectron.router.operations.PointOperations;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.grpc.server.ServerBuilderCustomizer;

/** The gRPC services and the server's limits. */
@Configuration(proxyBeanMethods = false)
public class GrpcFaceConfiguration {
    /** Each running call may hold a request of 32 MiB; a client that needs more opens another connection. */
    private static final int CALLS_PER_CONNECTION_MAX = 256;
    /** Clients may ping idle connections this often; more often is taken for abuse. */
    private static final long KEEP_ALIVE_SECONDS_MIN = 10;

    @Bean
    BindableService collectionsService(CollectionOperations collections) {
        return () -> RefusedMessages.guard(new CollectionsService(collections).bindService());
    }

    @Bean
    BindableService pointsService(PointOperations points) {
        return () -> RefusedMessages.guard(new PointsService(points).bindService());
    }

    @Bean
    ServerBuilderCustomizer<NettyServerBuilder> grpcServerLimits() {
        return server -> server.executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("router-grpc-", 0).factory()))
                .maxInboundMessageSize(Limits.REQUEST_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
                .permitKeepAliveTime(KEEP_ALIVE_SECONDS_MIN, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
    }
}
