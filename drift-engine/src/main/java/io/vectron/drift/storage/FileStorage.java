package io.vectron.drift.storage;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
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

    /** The files of a directory, which is created when it is missing. */
    public static FileStorage in(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        Files.createDirectories(absolute);
        return new FileStorage(absolute);
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
        return new FileWriter(FileChannel.open(directory.resolve(name), options));
    }

    @Override
    public StorageReader open(String name) throws IOException {
        FileChannel channel = FileChannel.open(directory.resolve(name), StandardOpenOption.READ);
        try {
            return new FileReader(directory.resolve(name), channel, channel.size());
        } catch (IOException failure) {
            channel.close();
            throw failure;
        }
    }

    @Override
    public void rename(String from, String to) throws IOException {
        Files.move(
                directory.resolve(from),
                directory.resolve(to),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void delete(String name) throws IOException {
        Files.delete(directory.resolve(name));
    }

    @Override
    public void link(String name, Storage target) throws IOException {
        Files.createLink(target.path().resolve(name), directory.resolve(name));
    }

    @Override
    public void sync() throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Writes through a channel; never through a mapping, whose failures could not be told. */
    private static final class FileWriter implements StorageWriter {
        private final FileChannel channel;
        private long position;

        private FileWriter(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public void write(ByteBuffer content) throws IOException {
            while (content.hasRemaining()) {
                position += channel.write(content);
            }
        }

        @Override
        public long position() {
            return position;
        }

        @Override
        public void sync() throws IOException {
            // fdatasync: it writes the length too when that has grown, and spares the times of the inode.
            channel.force(false);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    private record FileReader(Path file, FileChannel channel, long length) implements StorageReader {
        @Override
        public void read(long at, ByteBuffer target) throws IOException {
            long from = at;
            while (target.hasRemaining()) {
                int read = channel.read(target, from);
                if (read < 0) {
                    throw new EOFException(
                            file + ": ends at " + from + ", expected " + target.remaining() + " bytes more");
                }
                from += read;
            }
        }

        @Override
        public MemorySegment map(Arena arena) throws IOException {
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, length, arena);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
