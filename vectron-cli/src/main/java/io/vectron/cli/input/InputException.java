package io.vectron.cli.input;

/** A file that is not what it should be; the message starts with the file and the byte or line. */
public final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InputException(String message) {
        super(message, null, false, false);
    }

    public static InputException missing(String file) {
        return new InputException(file + ": no such file");
    }

    static InputException atByte(String file, long offset, String problem) {
        return new InputException(file + ", byte " + offset + ": " + problem);
    }

    static InputException atLine(String file, long line, String problem) {
        return new InputException(file + ", line " + line + ": " + problem);
    }
}
