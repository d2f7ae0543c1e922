package io.vectron.pd;

import org.jspecify.annotations.Nullable;

/** The placement driver cannot start; the message names the file, port or setting and what to do about it. */
public final class PdStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PdStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
