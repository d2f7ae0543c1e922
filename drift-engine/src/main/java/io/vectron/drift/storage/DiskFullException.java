package io.vectron.drift.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A file system has no room, or no quota, for what was to be written. Other than after any other failure the file is in a
 * known state: a write has its first bytes there or not, a name is the old one. So the call may be made again later, but for
 * a sync: what it was for has to be written anew, into another file.
 */
public final class DiskFullException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * ENOSPC and EDQUOT as the C library says them, for Java has no other mark of them. Under a locale whose messages are
     * translated they are not known, and taken for any other failure: that is the safe side.
     */
    private static final List<String> TEXTS = List.of("No space left on device", "Disk quota exceeded");

    public DiskFullException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** A failure as what it is: one of these when the disk is full, else itself. */
    static IOException classify(String what, IOException failure) {
        if (failure instanceof DiskFullException) {
            return failure;
        }
        String text = failure instanceof FileSystemException named ? named.getReason() : failure.getMessage();
        boolean isFull = text != null && TEXTS.stream().anyMatch(text::contains);
        return isFull ? new DiskFullException(what + ": " + text, failure) : failure;
    }
}
