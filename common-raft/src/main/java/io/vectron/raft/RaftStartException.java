package io.vectron.raft;

import org.jspecify.annotations.Nullable;

/** A host or a group could not start; the message names the port, directory or file and what to do about it. */
public final class RaftStartException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RaftStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
