package io.vectron.drift;

import org.jspecify.annotations.Nullable;

/**
 * Storage refused a write, sync, rename or read. When it was a write the engine has stopped: it answers searches and look-ups
 * from what was visible last, and refuses the rest. Close it and recover from disk or from a peer.
 */
public final class StorageFailedException extends DriftException {
    private static final long serialVersionUID = 1L;

    /** See {@link #code()}. */
    public static final String CODE = "DRIFT_STORAGE_FAILED";

    public StorageFailedException(String message, @Nullable Throwable cause) {
        super(CODE, message, cause);
    }
}
