package io.vectron.drift.storage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The files of one directory, and all that an engine may ask of them. What was written survives a power cut once
 * {@link StorageWriter#sync} has returned; names that were created, changed or removed survive it once {@link #sync} has.
 *
 * <p>A failed write or sync leaves the file in an unknown state: it must not be tried again, only be given up. A {@link
 * DiskFullException} is another matter, as it says; it comes from whatever may need room, but never from {@link #sync()}, for
 * nobody knows which names a failed sync has made durable.
 *
 * <p>Thread-safe; a file is written by one thread at a time. Interrupts do not disturb reads, writes and syncs; the
 * interrupted thread stays marked.
 */
public interface Storage {
    /** Where the directory lies; for messages. */
    Path path();

    /** Names of all entries, sorted. */
    List<String> list() throws IOException;

    /** Creates a file, or empties an existing one. */
    StorageWriter create(String name) throws IOException;

    /**
     * Opens an existing file for writing from its start on, over what it holds, whose length stays while it is not exceeded.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     */
    StorageWriter overwrite(String name) throws IOException;

    /**
     * Opens a file for reading.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     */
    StorageReader open(String name) throws IOException;

    /**
     * Renames, atomically, over whatever has the new name. What is open stays open, for writing too.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     */
    void rename(String from, String to) throws IOException;

    /**
     * Removes a name; what is open or mapped stays readable.
     *
     * @throws java.nio.file.NoSuchFileException when it is not there
     */
    void delete(String name) throws IOException;

    /**
     * Gives a file the same name in another directory of the same kind and file system.
     *
     * @throws java.nio.file.FileAlreadyExistsException when the other directory has that name
     */
    void link(String name, Storage target) throws IOException;

    /** Makes all changes of names durable. */
    void sync() throws IOException;
}
