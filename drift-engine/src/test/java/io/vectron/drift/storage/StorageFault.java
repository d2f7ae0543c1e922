package io.vectron.drift.storage;

import java.io.IOException;

/** What a call to storage may fail with. */
public enum StorageFault {
    /** The disk does not obey. */
    INPUT_OUTPUT,
    /** The disk is full. */
    NO_SPACE;

    /** As {@link FileStorage} throws it: it knows a full disk where room may be needed, and the call may be made again. */
    IOException failure(StorageCall call, String name) {
        String text =
                name + ": " + (this == NO_SPACE ? "No space left on device" : "Input/output error") + " (" + call + ")";
        return switch (call) {
            case CREATE, OVERWRITE, WRITE, SYNC, RENAME, DELETE, LINK ->
                this == NO_SPACE ? new DiskFullException(text, null) : new IOException(text);
            case LIST, OPEN, MAP, READ, DIRECTORY_SYNC -> new IOException(text);
        };
    }
}
