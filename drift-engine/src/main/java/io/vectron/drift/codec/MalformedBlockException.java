package io.vectron.drift.codec;

/** Bytes that no encoder of this package writes. The message says what was found where, offsets counting from the segment. */
public final class MalformedBlockException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    MalformedBlockException(long offset, String what, Object expected, Object found) {
        super(what + " at offset " + offset + ": expected " + expected + ", found " + found);
        this.offset = offset;
    }

    /** Where in the segment the wrong value lies, in bytes. */
    public long offset() {
        return offset;
    }

    /** Throws unless the value found lies in min to max, both included. */
    static void checkRange(long offset, String what, long min, long max, long found) {
        if (found < min || found > max) {
            throw new MalformedBlockException(offset, what, min + " to " + max, found);
        }
    }

    /** Throws unless so many bytes fit into the length given. */
    static void checkFits(long offset, String what, long needed, long length) {
        if (needed > length) {
            throw new MalformedBlockException(offset, what, "at least " + needed + " bytes", length);
        }
    }
}
