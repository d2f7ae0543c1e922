package io.vectron.router.grpc;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.router.observe.Observation;
import io.vectron.router.observe.Operation;
import io.vectron.router.observe.RequestObserver;
import java.util.Map;
import java.util.Optional;

/** Opens and ends the observation of each call to a service of the public API. Stateless. */
final class ObservedCalls implements ServerInterceptor {
    private static final String PUBLIC_SERVICES = "vectron.v1.";
    private static final Map<String, Operation> OPERATIONS = Map.ofEntries(
            Map.entry("Upsert", Operation.UPSERT),
            Map.entry("Delete", Operation.DELETE),
            Map.entry("Get", Operation.GET),
            Map.entry("Search", Operation.SEARCH),
            Map.entry("SearchStream", Operation.SEARCH),
            Map.entry("BatchSearch", Operation.SEARCH_BATCH),
            Map.entry("CreateCollection", Operation.CREATE_COLLECTION),
            Map.entry("GetCollection", Operation.GET_COLLECTION),
            Map.entry("ListCollections", Operation.LIST_COLLECTIONS),
            Map.entry("DeleteCollection", Operation.DELETE_COLLECTION));

    private final RequestObserver observer;

    ObservedCalls(RequestObserver observer) {
        this.observer = observer;
    }

    @Override
    public <Q, R> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
        if (!call.getMethodDescriptor().getFullMethodName().startsWith(PUBLIC_SERVICES)) {
            return next.startCall(call, headers);
        }
        Observation observation = observer.begin("grpc");
        observation.operation(OPERATIONS.getOrDefault(
                String.valueOf(call.getMethodDescriptor().getBareMethodName()), Operation.OTHER));
        ServerCall<Q, R> observed = new SimpleForwardingServerCall<>(call) {
            @Override
            public void close(Status status, Metadata trailers) {
                end(observation, status, trailers);
                super.close(status, trailers);
            }
        };
        return new SimpleForwardingServerCallListener<>(
                Contexts.interceptCall(observation.in(Context.current()), observed, headers, next)) {
            @Override
            public void onCancel() {
                observer.end(observation, RequestObserver.CANCELLED, false);
                super.onCancel();
            }
        };
    }

    private void end(Observation observation, Status status, Metadata trailers) {
        if (status.isOk()) {
            observer.end(observation, RequestObserver.OK, false);
            return;
        }
        Optional<ErrorCode> known =
                GrpcErrors.fromGrpc(status.asRuntimeException(trailers)).map(VectronException::code);
        // gRPC's own refusals, such as a message that is too large, have no code of ours
        String code = known.map(ErrorCode::name).orElse(status.getCode().name());
        boolean isServerFault = known.map(found -> found.http() >= 500).orElseGet(() -> switch (status.getCode()) {
            case INTERNAL, UNKNOWN, DATA_LOSS, UNAVAILABLE -> true;
            default -> false;
        });
        observer.end(observation, code, isServerFault);
    }
}
