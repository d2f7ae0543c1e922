package io.vectron.drift;

import java.nio.file.Path;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A file does not hold what was written to it, or does not belong where it lies. The message names the file. */
public final class CorruptDataException extends DriftException {
    private static final long serialVersionUID = 1L;
    private static final long UNKNOWN = -1;

    /** See {@link #code()}. */
    public static final String CODE = "DRIFT_CORRUPT_DATA";

    private final String file;
    private final long offset;
    private final String problem;

    public CorruptDataException(Path file, String problem, @Nullable Throwable cause) {
        super(CODE, file + ": " + problem, cause);
        this.file = file.toString();
        this.offset = UNKNOWN;
        this.problem = problem;
    }

    public CorruptDataException(Path file, String problem) {
        this(file, problem, null);
    }

    private CorruptDataException(Path file, long offset, String what, String difference) {
        super(CODE, file + ": " + what + " at offset " + offset + ": " + difference, null);
        this.file = file.toString();
        this.offset = offset;
        this.problem = what + ": " + difference;
    }

    /** A value that differs from what the format demands. */
    public static CorruptDataException at(Path file, long offset, String what, Object expected, Object found) {
        return new CorruptDataException(file, offset, what, "expected " + expected + ", found " + found);
    }

    /** The damaged file. */
    public Path file() {
        return Path.of(file);
    }

    /** Where in the file, in bytes, when that is known. */
    public OptionalLong offset() {
        return offset == UNKNOWN ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    /** The message without file and offset. */
    public String problem() {
        return problem;
    }
}
