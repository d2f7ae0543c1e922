package io.vectron.benchmarks.contestant;

/** A contestant cannot be measured: it cannot be built, died, was too slow, or answered with an error. The message says which. */
public final class ContestantException extends RuntimeException {
    private static final long serialVersionUID = 1;

    ContestantException(String message) {
        super(message);
    }

    ContestantException(String message, Throwable cause) {
        super(message, cause);
    }
}
