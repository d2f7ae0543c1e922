package io.vectron.pd;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor.MethodType;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vectron.errors.GrpcErrors;
import io.vectron.management.Histograms;
import java.util.concurrent.TimeUnit;

/** Times each call of the placement driver's service but watches, which last. Stateless. */
final class CallMeters implements ServerInterceptor {
    private static final String SERVICE = "vectron.internal.v1.Placement/";
    private final MeterRegistry registry;

    CallMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String method = call.getMethodDescriptor().getFullMethodName();
        if (!method.startsWith(SERVICE) || call.getMethodDescriptor().getType() != MethodType.UNARY) {
            return next.startCall(call, headers);
        }
        long start = System.nanoTime();
        return next.startCall(
                new SimpleForwardingServerCall<>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        record(method.substring(SERVICE.length()), code(status, trailers), System.nanoTime() - start);
                        super.close(status, trailers);
                    }
                },
                headers);
    }

    private static String code(Status status, Metadata trailers) {
        if (status.isOk()) {
            return "OK";
        }
        return GrpcErrors.fromGrpc(status.asRuntimeException(trailers))
                .map(known -> known.code().name())
                .orElse(status.getCode().name());
    }

    private void record(String method, String code, long nanos) {
        Timer.builder("vectron.pd.calls")
                .description("Calls of workers, routers and dashboards by method and error code (OK for none).")
                .tag("method", method)
                .tag("code", code)
                .serviceLevelObjectives(Histograms.latencies())
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
    }
}
