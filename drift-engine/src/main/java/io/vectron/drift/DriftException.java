package io.vectron.drift;

import org.jspecify.annotations.Nullable;

/** Base of what the engine throws for the world's faults; the caller's faults are {@link IllegalArgumentException}s. */
public class DriftException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    public DriftException(String code, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** A stable upper-case word for the kind of fault, for programs. */
    public final String code() {
        return code;
    }
}
