package io.vectron.drift.check;

import io.vectron.drift.storage.Storage;
import io.vectron.drift.storage.StorageReader;
import io.vectron.drift.storage.StorageWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Reads through and swallows all that is written, renamed and removed, so that a replay of a log leaves the log as it is.
 * Files that are held stay readable, as they were, when an engine removes or replaces their names. Not thread-safe.
 */
final class ReadOnlyStorage implements Storage, AutoCloseable {
    private final Storage storage;
    private final Predicate<String> isShown;
    private final Map<String, StorageReader> held = new HashMap<>();

    /**
     * A view of some files of a directory.
     *
     * @param isShown says which
     */
    ReadOnlyStorage(Storage storage, Predicate<String> isShown) {
        this.storage = storage;
        this.isShown = isShown;
    }

    /** Keeps what has a name now readable under it, until {@link #close}. */
    void hold(String name) throws IOException {
        if (!held.containsKey(name)) {
            held.put(name, storage.open(name));
        }
    }

    @Override
    public Path path() {
        return storage.path();
    }

    @Override
    public List<String> list() throws IOException {
        return storage.list().stream().filter(isShown).toList();
    }

    @Override
    public StorageReader open(String name) throws IOException {
        StorageReader reader = held.get(name);
        return reader == null ? storage.open(name) : new HeldReader(reader);
    }

    @Override
    public StorageWriter create(String name) {
        return new Swallowed();
    }

    @Override
    public StorageWriter overwrite(String name) {
        return new Swallowed();
    }

    @Override
    public void rename(String from, String to) {}

    @Override
    public void delete(String name) {}

    @Override
    public void link(String name, Storage target) {
        throw new UnsupportedOperationException("link of " + name + " into " + target.path());
    }

    @Override
    public void sync() {}

    @Override
    public void close() throws IOException {
        for (StorageReader reader : held.values()) {
            reader.close();
        }
        held.clear();
    }

    /** A file that stays open when this reader is closed. */
    private record HeldReader(StorageReader reader) implements StorageReader {
        @Override
        public long length() {
            return reader.length();
        }

        @Override
        public void read(long at, ByteBuffer target) throws IOException {
            reader.read(at, target);
        }

        @Override
        public MemorySegment map(Arena arena) throws IOException {
            return reader.map(arena);
        }

        @Override
        public void close() {}
    }

    /** Takes bytes and forgets them. */
    private static final class Swallowed implements StorageWriter {
        private long position;

        @Override
        public void write(ByteBuffer content) {
            position += content.remaining();
            content.position(content.limit());
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void sync() {}

        @Override
        public void close() {}
    }
}
