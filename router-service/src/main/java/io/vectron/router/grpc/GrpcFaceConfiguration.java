package io.vectron.router.grpc;

import io.grpc.BindableService;
import io.grpc.netty.NettyServerBuilder;
import io.vectron.model.Limits;
import io.vectron.request.RequestIdServer;
import io.vectron.router.access.Authenticator;
import io.vectron.router.observe.RequestObserver;
import io.vectron.router.operations.CollectionOperations;
import io.vectron.router.operations.PointOperations;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
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
    BindableService accessService() {
        return () -> RefusedMessages.guard(new AccessService().bindService());
    }

    /** Around every service of this server, whoever adds it, so that none is open by mistake. */
    @Bean
    @Order(0)
    ServerBuilderCustomizer<NettyServerBuilder> grpcAccess(Authenticator authenticator) {
        AccessInterceptor access = new AccessInterceptor(authenticator);
        return server -> server.intercept(access);
    }

    /** After {@link #grpcAccess}: the interceptor that is added last is called first, so refused calls are counted too. */
    @Bean
    @Order(1)
    ServerBuilderCustomizer<NettyServerBuilder> grpcServerLimits(RequestObserver observer) {
        return server -> server
                // the last one is called first: the observation's log lines name the request
                .intercept(new ObservedCalls(observer))
                .intercept(RequestIdServer.front())
                .executor(Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name("router-grpc-", 0).factory()))
                .maxInboundMessageSize(Limits.REQUEST_BYTES_MAX)
                .maxConcurrentCallsPerConnection(CALLS_PER_CONNECTION_MAX)
                .permitKeepAliveTime(KEEP_ALIVE_SECONDS_MIN, TimeUnit.SECONDS)
                .permitKeepAliveWithoutCalls(true);
    }
}
