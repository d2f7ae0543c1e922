package io.vectron.drift;

/** Flushes do not keep up and apply waited its full bound. Nothing was applied; the same batch may be tried again. */
public final class OverloadedException extends DriftException {
    private static final long serialVersionUID = 1L;

    /** See {@link #code()}. */
    public static final String CODE = "DRIFT_OVERLOADED";

    public OverloadedException(String message) {
        super(CODE, message, null);
    }
}
