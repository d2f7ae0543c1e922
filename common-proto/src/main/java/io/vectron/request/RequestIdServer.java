package io.vectron.request;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.vectron.request.RequestId.LogScope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the id that came with a call into the context and the log lines of its handler, and logs each failed call at
 * debug, so that an id can be followed.
 *
 * <p>Stateless but for the listeners of single calls, which gRPC calls one at a time.
 */
public final class RequestIdServer implements ServerInterceptor {
    private static final Logger LOG = LoggerFactory.getLogger(RequestIdServer.class);

    private final boolean isFront;

    private RequestIdServer(boolean isFront) {
        this.isFront = isFront;
    }

    /** For services that callers of any kind reach: makes an id where none came, and answers with it. */
    public static RequestIdServer front() {
        return new RequestIdServer(true);
    }

    /** For services behind the router: calls without an id, such as heartbeats, stay without. */
    public static RequestIdServer inner() {
        return new RequestIdServer(false);
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        String asked = headers.get(RequestId.METADATA);
        String id = isFront ? RequestId.orNew(asked) : RequestId.orNone(asked);
        if (id == null) {
            return next.startCall(call, headers);
        }
        Context context = RequestId.in(Context.current(), id);
        try (LogScope _ = LogScope.open(id)) {
            return new LoggedListener<>(
                    Contexts.interceptCall(context, new Answer<>(call, id, isFront), headers, next), id);
        }
    }

    private static final class Answer<Q, R> extends SimpleForwardingServerCall<Q, R> {
        private final String id;
        private final boolean isNamed;
        private boolean hasHeaders;

        Answer(ServerCall<Q, R> call, String id, boolean isNamed) {
            super(call);
            this.id = id;
            this.isNamed = isNamed;
        }

        @Override
        public void sendHeaders(Metadata headers) {
            hasHeaders = true;
            name(headers);
            super.sendHeaders(headers);
        }

        @Override
        public void close(Status status, Metadata trailers) {
            if (!hasHeaders) {
                name(trailers);
            }
            if (!status.isOk()) {
                LOG.debug("{} failed: {}", getMethodDescriptor().getFullMethodName(), describe(status));
            }
            super.close(status, trailers);
        }

        private static String describe(Status status) {
            @Nullable String text = status.getDescription();
            return text == null ? status.getCode().name() : status.getCode() + " " + text;
        }

        private void name(Metadata metadata) {
            if (isNamed) {
                metadata.put(RequestId.METADATA, id);
            }
        }
    }

    /** Each callback may come on another thread. */
    private static final class LoggedListener<Q> extends SimpleForwardingServerCallListener<Q> {
        private final String id;

        LoggedListener(ServerCall.Listener<Q> listener, String id) {
            super(listener);
            this.id = id;
        }

        @Override
        public void onMessage(Q message) {
            try (LogScope _ = LogScope.open(id)) {
                super.onMessage(message);
            }
        }

        @Override
        public void onHalfClose() {
            try (LogScope _ = LogScope.open(id)) {
                super.onHalfClose();
            }
        }

        @Override
        public void onCancel() {
            try (LogScope _ = LogScope.open(id)) {
                super.onCancel();
            }
        }

        @Override
        public void onReady() {
            try (LogScope _ = LogScope.open(id)) {
                super.onReady();
            }
        }
    }
}
