package io.vectron.drift.storage;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/** A directory of the file system. Thread-safe. */
public final class FileStorage implements Storage {
    private final Path directory;

    private FileStorage(Path directory) {
        this.directory = directory;
    }

    /** The files of a directory, which is created, durably, when it is missing. */
    public static FileStorage in(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        needingRoom(absolute, () -> createDurably(absolute));
        return new FileStorage(absolute);
    }

    /**
     * The files of a directory that is there; nothing is written by this.
     *
     * @throws NoSuchFileException when it is not there, or is no directory
     */
    public static FileStorage existing(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath().normalize();
        if (!Files.isDirectory(absolute)) {
            throw new NoSuchFileException(absolute.toString(), null, "is no directory");
        }
        return new FileStorage(absolute);
    }

    /** A directory whose parent is not synced may be gone after a power cut, with everything synced in it. */
    private static void createDurably(Path missing) throws IOException {
        Path parent = missing.getParent();
        if (parent == null || Files.isDirectory(missing)) {
            return;
        }
        createDurably(parent);
        Files.createDirectories(missing);
        PositionalChannel.syncDirectory(parent);
    }

    /** A call that a full disk may refuse. */
    @FunctionalInterface
    private interface Call {
        void run() throws IOException;
    }

    private static void needingRoom(Path file, Call call) throws IOException {
        try {
            call.run();
        } catch (IOException failure) {
            throw DiskFullException.classify(file.toString(), failure);
        }
    }

    @Override
    public Path path() {
        return directory;
    }

    @Override
    public List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    @Override
    public StorageWriter create(String name) throws IOException {
        return writer(name, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    @Override
    public StorageWriter overwrite(String name) throws IOException {
        return writer(name, StandardOpenOption.WRITE);
    }

    private StorageWriter writer(String name, OpenOption... options) throws IOException {
        Path file = directory.resolve(name);
        try {
            return new FileWriter(file, PositionalChannel.open(file, options));
        } catch (IOException failure) {
            throw DiskFullException.classify(file.toString(), failure);
        }
    }

    @Override
    public StorageReader open(String name) throws IOException {
        Path file = directory.resolve(name);
        FileChannel mapping = FileChannel.open(file, StandardOpenOption.READ);
        try {
            PositionalChannel reads = PositionalChannel.open(file, StandardOpenOption.READ);
            // Of the channel that is read: the name may have been replaced between the two openings.
            return new FileReader(reads, mapping, reads.size());
        } catch (IOException failure) {
            mapping.close();
            throw failure;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Path target = directory.resolve(to);
        needingRoom(
                target,
                () -> Files.move(
                        directory.resolve(from),
                        target,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING));
    }

    @Override
    public void delete(String name) throws IOException {
        // Copy-on-write file systems need room for that too.
        needingRoom(directory.resolve(name), () -> Files.delete(directory.resolve(name)));
    }

    @Override
    public void link(String name, Storage target) throws IOException {
        Path link = target.path().resolve(name);
        needingRoom(link, () -> Files.createLink(link, directory.resolve(name)));
    }

    @Override
    public void sync() throws IOException {
        PositionalChannel.syncDirectory(directory);
    }

    /** Writes through a channel; never through a mapping, whose failures could not be told. */
    private static final class FileWriter implements StorageWriter {
        private final Path file;
        private final PositionalChannel channel;
        private long position;

        private FileWriter(Path file, PositionalChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        @Override
        public void write(ByteBuffer content) throws IOException {
            needingRoom(file, () -> position += channel.write(position, content));
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void sync() throws IOException {
            needingRoom(file, channel::sync);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    /**
     * Reads through one channel and maps through another: a thread that is interrupted while it maps closes the channel
     * that it maps through, which must not end the reads of others.
     */
    private record FileReader(PositionalChannel reads, FileChannel mapping, long length) implements StorageReader {
        @Override
        public void read(long at, ByteBuffer target) throws IOException {
            reads.read(at, target);
        }

        @Override
        public MemorySegment map(Arena arena) throws IOException {
            return mapping.map(FileChannel.MapMode.READ_ONLY, 0, length, arena);
        }

        @Override
        public void close() throws IOException {
            try (mapping) {
                reads.close();
            }
        }
    }
}
