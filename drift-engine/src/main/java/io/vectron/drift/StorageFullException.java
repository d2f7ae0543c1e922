package io.vectron.drift;

import org.jspecify.annotations.Nullable;

/**
 * The disk is full. Nothing of the call has happened and the engine goes on: reads are answered, and the same call may be made
 * again once there is room. What the engine could not do in the background it tries again by itself.
 */
public final class StorageFullException extends DriftException {
    private static final long serialVersionUID = 1L;

    /** See {@link #code()}. */
    public static final String CODE = "DRIFT_STORAGE_FULL";

    public StorageFullException(String message, @Nullable Throwable cause) {
        super(CODE, message, cause);
    }
}
