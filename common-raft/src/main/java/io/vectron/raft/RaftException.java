package io.vectron.raft;

import org.jspecify.annotations.Nullable;

/** Why a proposal, a read or a membership change did not succeed; the sub-types say what the caller may conclude. */
public abstract sealed class RaftException extends RuntimeException
        permits NotLeaderException,
                OutcomeUnknownException,
                OverloadedException,
                GroupFailedException,
                RaftRequestException {
    private static final long serialVersionUID = 1L;

    RaftException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
