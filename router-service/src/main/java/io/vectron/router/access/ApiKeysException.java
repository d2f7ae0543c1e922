package io.vectron.router.access;

/** API keys that cannot be used, or none at all: the message names the file and line, or the setting, and the reason. */
public final class ApiKeysException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public ApiKeysException(String message) {
        super(message);
    }
}
