package io.vectron.errors;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Maps {@link VectronException} to a gRPC status with an {@link ErrorInfo} detail, and back. Stateless. */
public final class GrpcErrors {
    /** {@link ErrorInfo#getDomain()} of every error of this project. */
    public static final String DOMAIN = "vectron";

    private GrpcErrors() {}

    public static StatusRuntimeException toGrpc(VectronException e) {
        ErrorInfo info = ErrorInfo.newBuilder()
                .setDomain(DOMAIN)
                .setReason(e.code().name())
                .putAllMetadata(e.values())
                .build();
        com.google.rpc.Status status = com.google.rpc.Status.newBuilder()
                .setCode(e.code().grpc().value())
                .setMessage(e.getMessage())
                .addDetails(Any.pack(info))
                .build();
        return StatusProto.toStatusRuntimeException(status);
    }

    /**
     * What to answer for any failure of a handler: a {@link VectronException} as it is, a gRPC status as it is, anything
     * else as INTERNAL without its text, which may hold what is not the caller's.
     */
    public static StatusRuntimeException toGrpc(Throwable failure) {
        return switch (failure) {
            case VectronException known -> toGrpc(known);
            case StatusRuntimeException status -> status;
            case StatusException status -> new StatusRuntimeException(status.getStatus(), status.getTrailers());
            default -> toGrpc(new VectronException(ErrorCode.INTERNAL, "internal error", Map.of(), failure));
        };
    }

    /**
     * The error that a peer of this project sent.
     *
     * @return empty when the failure did not come from a handler of ours (a broken connection, say)
     */
    public static Optional<VectronException> fromGrpc(Throwable failure) {
        com.google.rpc.@Nullable Status status = StatusProto.fromThrowable(failure);
        if (status == null) {
            return Optional.empty();
        }
        for (Any detail : status.getDetailsList()) {
            Optional<VectronException> known = fromDetail(detail, status.getMessage(), failure);
            if (known.isPresent()) {
                return known;
            }
        }
        return Optional.empty();
    }

    private static Optional<VectronException> fromDetail(Any detail, String message, Throwable cause) {
        if (!detail.is(ErrorInfo.class)) {
            return Optional.empty();
        }
        try {
            ErrorInfo info = detail.unpack(ErrorInfo.class);
            if (!info.getDomain().equals(DOMAIN)) {
                return Optional.empty();
            }
            ErrorCode code = ErrorCode.valueOf(info.getReason());
            return Optional.of(new VectronException(code, message, info.getMetadataMap(), cause));
        } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
            // a newer peer's code, or no detail of ours: the status itself still tells the kind
            return Optional.empty();
        }
    }

    /** True when the call cannot have reached the peer's handler: the connection was never made. */
    public static boolean neverSent(Throwable failure) {
        if (Status.fromThrowable(failure).getCode() != Status.Code.UNAVAILABLE) {
            return false;
        }
        for (Throwable t = failure; t != null; t = t.getCause()) {
            if (t instanceof java.net.ConnectException || t instanceof java.net.UnknownHostException) {
                return true;
            }
        }
        return false;
    }
}
