package io.vectron.raft;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A pinned state of the machine on its way to disk; runs once, on a snapshot thread, while applying goes on. */
@FunctionalInterface
public interface SnapshotTask {
    /**
     * Writes or hard-links the pinned state into {@code directory}, which is empty and on the file system of the
     * group's snapshot directory. Files that did not change since the last snapshot should keep name, size and
     * modification time (a hard link does), so that a peer that holds them does not fetch them again.
     *
     * @return the files written, relative to {@code directory}, with '/' between sub-directories; at least one
     * @throws IOException the snapshot is given up and tried again later; the group goes on
     */
    List<String> writeTo(Path directory) throws IOException;
}
