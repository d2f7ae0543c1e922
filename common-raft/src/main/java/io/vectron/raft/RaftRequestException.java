package io.vectron.raft;

/** Raft refused or could not finish a membership change, a leadership transfer, a snapshot or a read. */
public final class RaftRequestException extends RaftException {
    private static final long serialVersionUID = 1L;

    RaftRequestException(String message) {
        super(message, null);
    }
}
