package io.vectron.raft;

import org.jspecify.annotations.Nullable;

/**
 * The command was handed to raft and may be committed now, later or never: leadership was lost or the host closed while
 * it was in flight. Repeating it is safe only if the command is idempotent.
 */
public sealed class OutcomeUnknownException extends RaftException permits ProposalTimeoutException {
    private static final long serialVersionUID = 1L;

    OutcomeUnknownException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
