package io.vectron.router.grpc;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import java.util.Map;

/**
 * Makes bytes that are no message an INVALID_REQUEST. Left alone, gRPC answers what its marshaller throws as UNKNOWN,
 * like a bug of the server.
 *
 * <p>For that the message has to be parsed inside the interceptors, not before them: it passes the first of them as the
 * stream that it came as. Stateless.
 */
final class RefusedMessages implements ServerInterceptor {
    private RefusedMessages() {}

    static ServerServiceDefinition guard(ServerServiceDefinition service) {
        return ServerInterceptors.intercept(ServerInterceptors.useInputStreamMessages(service), new RefusedMessages());
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        return new SimpleForwardingServerCallListener<>(next.startCall(call, headers)) {
            private boolean isRefused;

            @Override
            public void onMessage(Q message) {
                try {
                    super.onMessage(message);
                } catch (StatusRuntimeException e) {
                    // handlers run after the message is complete, so only the marshaller throws here
                    isRefused = true;
                    StatusRuntimeException refusal = GrpcErrors.toGrpc(new VectronException(
                            ErrorCode.INVALID_REQUEST,
                            "the message is no " + call.getMethodDescriptor().getFullMethodName() + " request",
                            Map.of("field", "message"),
                            e));
                    Metadata trailers = Status.trailersFromThrowable(refusal);
                    call.close(refusal.getStatus(), trailers == null ? new Metadata() : trailers);
                }
            }

            @Override
            public void onHalfClose() {
                if (!isRefused) {
                    super.onHalfClose();
                }
            }
        };
    }
}
