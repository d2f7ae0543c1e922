package io.vectron.drift;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A file does not hold what was written to it, or does not belong where it lies. The message names the file. */
public final class CorruptDataException extends DriftException {
    private static final long serialVersionUID = 1L;

    /** See {@link #code()}. */
    public static final String CODE = "DRIFT_CORRUPT_DATA";

    public CorruptDataException(Path file, String problem, @Nullable Throwable cause) {
        super(CODE, file + ": " + problem, cause);
    }

    public CorruptDataException(Path file, String problem) {
        this(file, problem, null);
    }

    /** A value that differs from what the format demands. */
    public static CorruptDataException at(Path file, long offset, String what, Object expected, Object found) {
        return new CorruptDataException(
                file, what + " at offset " + offset + ": expected " + expected + ", found " + found);
    }
}
