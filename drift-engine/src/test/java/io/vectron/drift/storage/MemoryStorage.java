package io.vectron.drift.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * The twin of {@link FileStorage} in memory, which can lose what was not synced ({@link #crash}), fail at chosen calls
 * ({@link #faults}) and run full ({@link #setCapacity}). A failed write may have written its first half; a failed sync leaves
 * what was not synced in doubt for ever, as Linux does; any other failed call has changed nothing.
 *
 * <p>Concurrency: methods lock the storage, then a file; faults are asked before any lock is taken.
 */
public final class MemoryStorage implements Storage {
    private final Path path;
    private final StorageFaults faults = new StorageFaults();
    private final TreeMap<String, MemoryFile> names = new TreeMap<>();
    private final Map<String, MemoryFile> durableNames = new HashMap<>();
    private final List<NameChange> unsynced = new ArrayList<>();
    private final AtomicInteger openFiles = new AtomicInteger();
    private long capacity = Long.MAX_VALUE;

    private MemoryStorage(Path path) {
        this.path = path;
    }

    /** An empty directory. */
    public static MemoryStorage empty() {
        return new MemoryStorage(Path.of("memory"));
    }

    /** An empty directory with a path of its own, for messages. */
    public static MemoryStorage empty(String path) {
        return new MemoryStorage(Path.of(path));
    }

    /** The counters, and what is to fail. */
    public StorageFaults faults() {
        return faults;
    }

    /** Bytes that all files together may have from now on; what is beyond is refused as a full disk does. */
    public synchronized void setCapacity(long bytes) {
        capacity = bytes;
    }

    /** Writers and readers that nobody has closed yet. */
    public int openFiles() {
        return openFiles.get();
    }

    /** Bytes of all files that have a name. */
    public synchronized long usedBytes() {
        return new HashSet<>(names.values())
                .stream().mapToLong(MemoryFile::length).sum();
    }

    /**
     * What a power cut at this moment may leave; this storage stays as it is, so that one moment can be tried often. What
     * is linked into two storages is cut in each by itself.
     */
    public synchronized MemoryStorage crash(RandomGenerator random, NameLoss loss) {
        MemoryStorage left = new MemoryStorage(path);
        Map<String, MemoryFile> kept = new TreeMap<>(durableNames);
        int first = random.nextInt(unsynced.size() + 1);
        for (int i = 0; i < unsynced.size(); i++) {
            if (loss == NameLoss.IN_ORDER ? i < first : random.nextBoolean()) {
                unsynced.get(i).applyTo(kept);
            }
        }
        Map<MemoryFile, MemoryFile> files = new HashMap<>();
        kept.forEach((name, file) -> left.bind(name, files.computeIfAbsent(file, f -> f.afterPowerCut(random))));
        return left;
    }

    /** A copy in which everything is durable; not counted. */
    public synchronized MemoryStorage copy() {
        MemoryStorage copy = new MemoryStorage(path);
        names.forEach((name, file) -> copy.bind(name, MemoryFile.of(file.content())));
        return copy;
    }

    /** Puts a durable file there, in place of any that has the name; not counted. */
    public synchronized void put(String name, byte[] content) {
        bind(name, MemoryFile.of(content));
    }

    /** What a file holds now; not counted. */
    public synchronized byte[] content(String name) {
        MemoryFile file = names.get(name);
        if (file == null) {
            throw new IllegalArgumentException("no file " + name + " among " + names.keySet());
        }
        return file.content();
    }

    private void bind(String name, MemoryFile file) {
        names.put(name, file);
        durableNames.put(name, file);
    }

    @Override
    public Path path() {
        return path;
    }

    @Override
    public List<String> list() throws IOException {
        faults.pass(StorageCall.LIST, "");
        synchronized (this) {
            return List.copyOf(names.keySet());
        }
    }

    @Override
    public StorageWriter create(String name) throws IOException {
        faults.pass(StorageCall.CREATE, name);
        synchronized (this) {
            MemoryFile file = names.get(name);
            if (file == null) {
                file = new MemoryFile();
                change(new NameChange.Bound(name, file));
            } else {
                file.truncate();
            }
            return new MemoryWriter(name, file);
        }
    }

    @Override
    public StorageWriter overwrite(String name) throws IOException {
        faults.pass(StorageCall.OVERWRITE, name);
        return new MemoryWriter(name, find(name));
    }

    @Override
    public StorageReader open(String name) throws IOException {
        faults.pass(StorageCall.OPEN, name);
        MemoryFile file = find(name);
        return new MemoryReader(name, file, file.length());
    }

    @Override
    public void rename(String from, String to) throws IOException {
        faults.pass(StorageCall.RENAME, from + " " + to);
        synchronized (this) {
            change(new NameChange.Moved(from, to, find(from)));
        }
    }

    @Override
    public void delete(String name) throws IOException {
        faults.pass(StorageCall.DELETE, name);
        synchronized (this) {
            find(name);
            change(new NameChange.Unbound(name));
        }
    }

    @Override
    public void link(String name, Storage target) throws IOException {
        faults.pass(StorageCall.LINK, name);
        if (!(target instanceof MemoryStorage other)) {
            throw new IOException(name + ": Invalid cross-device link to " + target.path());
        }
        other.bindLink(name, find(name));
    }

    private synchronized void bindLink(String name, MemoryFile file) throws IOException {
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(path.resolve(name).toString());
        }
        change(new NameChange.Bound(name, file));
    }

    @Override
    public void sync() throws IOException {
        faults.pass(StorageCall.DIRECTORY_SYNC, "");
        synchronized (this) {
            unsynced.forEach(change -> change.applyTo(durableNames));
            unsynced.clear();
        }
    }

    private synchronized MemoryFile find(String name) throws NoSuchFileException {
        MemoryFile file = names.get(name);
        if (file == null) {
            throw new NoSuchFileException(path.resolve(name).toString());
        }
        return file;
    }

    private void change(NameChange change) {
        change.applyTo(names);
        unsynced.add(change);
    }

    /** Writes as much as there is room for; false when that was not all. */
    private synchronized boolean writeWithinCapacity(MemoryFile file, long at, ByteBuffer content) {
        int bytes = content.remaining();
        long growth = Math.max(0, at + bytes - file.length());
        if (capacity != Long.MAX_VALUE && growth > 0) {
            long missing = growth - Math.max(0, capacity - usedBytes());
            bytes -= Math.clamp(missing, 0, bytes);
        }
        boolean isWhole = bytes == content.remaining();
        file.write(at, content.slice(content.position(), bytes));
        content.position(content.position() + bytes);
        return isWhole;
    }

    private final class MemoryWriter implements StorageWriter {
        private final String name;
        private final MemoryFile file;
        private long position;
        private boolean isClosed;

        private MemoryWriter(String name, MemoryFile file) {
            this.name = name;
            this.file = file;
            openFiles.incrementAndGet();
        }

        @Override
        public void write(ByteBuffer content) throws IOException {
            boolean fails = faults.hits(StorageCall.WRITE, name);
            checkOpen();
            ByteBuffer written = fails ? content.slice(content.position(), content.remaining() / 2) : content;
            int bytes = written.remaining();
            boolean isWhole = writeWithinCapacity(file, position, written);
            if (fails) {
                throw faults.failure(StorageCall.WRITE, name);
            }
            if (!isWhole) {
                throw StorageFault.NO_SPACE.failure(StorageCall.WRITE, name);
            }
            position += bytes;
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void sync() throws IOException {
            boolean fails = faults.hits(StorageCall.SYNC, name);
            checkOpen();
            if (fails) {
                file.failSync();
                throw faults.failure(StorageCall.SYNC, name);
            }
            file.sync();
        }

        private void checkOpen() throws IOException {
            if (isClosed) {
                throw new ClosedChannelException();
            }
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                openFiles.decrementAndGet();
            }
        }
    }

    private final class MemoryReader implements StorageReader {
        private final String name;
        private final MemoryFile file;
        private final long length;
        private volatile boolean isClosed;

        private MemoryReader(String name, MemoryFile file, long length) {
            this.name = name;
            this.file = file;
            this.length = length;
            openFiles.incrementAndGet();
        }

        @Override
        public long length() {
            return length;
        }

        @Override
        public void read(long at, ByteBuffer target) throws IOException {
            pass(StorageCall.READ);
            file.read(at, target);
        }

        @Override
        public MemorySegment map(Arena arena) throws IOException {
            pass(StorageCall.MAP);
            byte[] content = file.content();
            MemorySegment mapped = arena.allocate(length, 8);
            MemorySegment.copy(MemorySegment.ofArray(content), 0, mapped, 0, length);
            return mapped.asReadOnly();
        }

        private void pass(StorageCall call) throws IOException {
            faults.pass(call, name);
            if (isClosed) {
                throw new ClosedChannelException();
            }
        }

        @Override
        public void close() {
            if (!isClosed) {
                isClosed = true;
                openFiles.decrementAndGet();
            }
        }
    }
}
