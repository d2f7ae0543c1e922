package io.vectron.raft;

import org.jspecify.annotations.Nullable;

/** The replica is {@link GroupState#FAILED} or {@link GroupState#CLOSED} and takes nothing more. */
public final class GroupFailedException extends RaftException {
    private static final long serialVersionUID = 1L;

    GroupFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
