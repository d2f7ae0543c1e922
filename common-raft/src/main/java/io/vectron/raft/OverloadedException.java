package io.vectron.raft;

/** Nothing was proposed: too many commands or bytes are in flight, or leadership is being handed over. Retry later. */
public final class OverloadedException extends RaftException {
    private static final long serialVersionUID = 1L;

    OverloadedException(String message) {
        super(message, null);
    }
}
