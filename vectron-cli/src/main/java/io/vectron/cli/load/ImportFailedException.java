package io.vectron.cli.load;

/** An import that cannot go on; the message says how far it came, or why it did not start. */
public final class ImportFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ImportFailedException(String message) {
        super(message, null, false, false);
    }

    ImportFailedException(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
