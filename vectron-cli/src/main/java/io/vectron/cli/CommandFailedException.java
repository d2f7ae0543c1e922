package io.vectron.cli;

/** A command that cannot do what it was asked; its message is all that the user sees. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message, null, false, false);
    }
}
