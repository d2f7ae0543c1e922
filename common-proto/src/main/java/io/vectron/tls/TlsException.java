package io.vectron.tls;

/**
 * Why a process cannot protect its connections: the message names the file or setting and what to do about it. It has no
 * cause on purpose, so that whoever shows the innermost message shows this one.
 */
public final class TlsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public TlsException(String message) {
        super(message);
    }
}
