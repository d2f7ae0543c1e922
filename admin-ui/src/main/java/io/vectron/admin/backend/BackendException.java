package io.vectron.admin.backend;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vectron.errors.GrpcErrors;

/** A service that could not be asked, or that does not know the question. */
public final class BackendException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, as far as it matters to a reader. */
    public enum Kind {
        /** No connection, or no answer in time: trying again may help. */
        UNREACHABLE,
        /** An older service that lacks this operation. */
        NOT_OFFERED,
        /** It answered with what it must not answer. */
        FAILED
    }

    private final Kind kind;

    BackendException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }

    /** The failure as the service meant it: its own error when it sent one, else one of this class with the peer's name. */
    public static RuntimeException of(StatusRuntimeException failure, String peer) {
        var known = GrpcErrors.fromGrpc(failure);
        if (known.isPresent()) {
            return known.get();
        }
        Status status = failure.getStatus();
        String said = status.getDescription() == null ? status.getCode().name() : status.getDescription();
        return switch (status.getCode()) {
            case UNIMPLEMENTED ->
                new BackendException(Kind.NOT_OFFERED, "the " + peer + " does not offer this yet", failure);
            case UNAVAILABLE ->
                new BackendException(Kind.UNREACHABLE, "the " + peer + " cannot be reached: " + said, failure);
            case DEADLINE_EXCEEDED, CANCELLED ->
                new BackendException(Kind.UNREACHABLE, "the " + peer + " did not answer in time", failure);
            default -> new BackendException(Kind.FAILED, "the " + peer + " failed: " + said, failure);
        };
    }
}
