package io.vectron.cli.suite;

/** A suite or a role that cannot start, or that stopped by itself; the message says what is in the way. */
public final class SuiteException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SuiteException(String message) {
        super(message, null, false, false);
    }

    SuiteException(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
