package io.vectron.worker.membership;

/** Hears how the session with the placement driver goes; must return at once. */
public interface SessionObserver {
    /** The code of what succeeded. */
    String OK = "OK";

    /** @param code {@link #OK}, or the name of the error code of a registration or heartbeat that failed */
    void heartbeat(String code);

    /** @param isComplete false when a replica could not be started or deleted, which is tried again */
    void reconciled(boolean isComplete);
}
