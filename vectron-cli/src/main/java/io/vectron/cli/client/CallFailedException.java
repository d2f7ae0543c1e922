package io.vectron.cli.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A call that failed, in one line for people: the code, the message and those values that the message leaves out. */
public final class CallFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** How Netty's native transport begins its messages: {@code finishConnect(..) failed with error(-111): }. */
    private static final Pattern NATIVE_CALL = Pattern.compile("^\\w+\\(\\.\\.\\) failed with error\\(-?\\d+\\): ");

    private final @Nullable ErrorCode code;
    private final boolean retryable;

    private CallFailedException(String message, @Nullable ErrorCode code, boolean retryable, Throwable cause) {
        super(message, cause, false, false);
        this.code = code;
        this.retryable = retryable;
    }

    /** @param peer names the other side, for example {@code router at 127.0.0.1:7701} */
    static CallFailedException of(StatusRuntimeException failure, String peer) {
        return GrpcErrors.fromGrpc(failure)
                .map(CallFailedException::answered)
                .orElseGet(() -> unanswered(failure, peer));
    }

    private static CallFailedException answered(VectronException e) {
        StringJoiner rest = new StringJoiner(", ", " (", ")").setEmptyValue("");
        e.values().forEach((key, value) -> {
            if (!value.isEmpty() && !e.getMessage().contains(value)) {
                rest.add(key + "=" + value);
            }
        });
        return new CallFailedException(e.code() + ": " + e.getMessage() + rest, e.code(), isRetryable(e.code()), e);
    }

    /** For operations that may be done twice: also codes that leave open whether the call was executed. */
    private static boolean isRetryable(ErrorCode code) {
        return code.isRetryable() || code == ErrorCode.OUTCOME_UNKNOWN || code == ErrorCode.DEADLINE_EXCEEDED;
    }

    private static CallFailedException unanswered(StatusRuntimeException failure, String peer) {
        Status status = failure.getStatus();
        return switch (status.getCode()) {
            case UNAVAILABLE -> {
                String what = GrpcErrors.neverSent(failure) ? "cannot reach " : "lost the connection to ";
                yield new CallFailedException(what + peer + ": " + reason(failure), null, true, failure);
            }
            case DEADLINE_EXCEEDED ->
                new CallFailedException("no answer in time from " + peer, ErrorCode.DEADLINE_EXCEEDED, true, failure);
            default ->
                new CallFailedException(
                        peer + " answered " + status.getCode() + ": " + reason(failure), null, false, failure);
        };
    }

    /** The innermost text says most: "Connection refused" rather than "io exception". */
    private static String reason(StatusRuntimeException failure) {
        String description = failure.getStatus().getDescription();
        String said = description == null ? "no reason given" : description;
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            said = cause.getMessage() == null ? said : cause.getMessage();
        }
        return NATIVE_CALL.matcher(said).replaceFirst("");
    }

    /** The stable code, when the server sent one. */
    public Optional<ErrorCode> code() {
        return Optional.ofNullable(code);
    }

    /** True when the same call may succeed later, given that doing it twice does no harm. */
    public boolean isRetryable() {
        return retryable;
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? "call failed" : message;
    }
}
