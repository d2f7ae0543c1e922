package io.vectron.drift;

import java.util.Objects;

/**
 * One thing that an inspection has found.
 *
 * @param kind what it is
 * @param file its name in the inspected directory
 * @param offset where in the file, in bytes; {@value #NO_OFFSET} when that is not known
 * @param text what was expected and what was found, in one line
 */
public record Finding(FindingKind kind, String file, long offset, String text) {
    /** The offset when none is known. */
    public static final long NO_OFFSET = -1;

    public Finding {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(text, "text");
    }
}
