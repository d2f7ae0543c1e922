package io.vectron.router.grpc;

import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.router.access.Access;
import io.vectron.router.access.Authenticator;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Lets no call pass without a caller, but those by which a server is found and watched. Stateless. */
final class AccessInterceptor implements ServerInterceptor {
    /** They show that the server is there and what its API looks like, and no data. */
    static final Set<String> OPEN_SERVICES = Set.of(
            "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    private final Authenticator authenticator;

    AccessInterceptor(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String service = String.valueOf(call.getMethodDescriptor().getServiceName());
        if (OPEN_SERVICES.contains(service)) {
            return next.startCall(call, headers);
        }
        try {
            Access access = authenticator.authenticate(
                    authorizations(headers), String.valueOf(call.getAttributes().get(Grpc.TRANSPORT_ATTR_REMOTE_ADDR)));
            return Contexts.interceptCall(Callers.with(access), call, headers, next);
        } catch (VectronException e) {
            StatusRuntimeException refusal = GrpcErrors.toGrpc(e);
            Metadata trailers = Status.trailersFromThrowable(refusal);
            call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
            return new ServerCall.Listener<>() {};
        }
    }

    private static List<String> authorizations(Metadata headers) {
        Iterable<String> found = headers.getAll(AUTHORIZATION);
        List<String> all = new ArrayList<>();
        if (found != null) {
            found.forEach(all::add);
        }
        return all;
    }
}
