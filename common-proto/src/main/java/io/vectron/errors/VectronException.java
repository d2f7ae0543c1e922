package io.vectron.errors;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A failure that a caller can name: a stable code, a message with the values involved, and the same values by key.
 *
 * <p>Immutable; {@link #values()} keeps its order.
 */
public final class VectronException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Map<String, String> values;

    public VectronException(ErrorCode code, String message) {
        this(code, message, Map.of(), null);
    }

    public VectronException(ErrorCode code, String message, Map<String, String> values) {
        this(code, message, values, null);
    }

    public VectronException(ErrorCode code, String message, Map<String, String> values, @Nullable Throwable cause) {
        // a caller's mistake is not worth a stack trace; a fault of the server is
        super(message, cause, false, code.http() >= 500);
        this.code = code;
        this.values = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public ErrorCode code() {
        return code;
    }

    /** The values involved, for programs: for example {@code expected=384, found=3}. */
    public Map<String, String> values() {
        return values;
    }

    /** The value of one key, or an empty string. */
    public String value(String key) {
        return values.getOrDefault(key, "");
    }

    @Override
    public String getMessage() {
        String message = super.getMessage();
        return message == null ? code.name() : message;
    }

    @Override
    public String toString() {
        return code + ": " + getMessage();
    }
}
