package io.vectron.cli.suite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Holds a data folder for one process: an operating system's lock on the file {@code vectron.lock} in it, which goes with
 * the process however it ends. The file itself stays; its text names the process for people.
 */
final class DirectoryLock implements AutoCloseable {
    private static final String FILE = "vectron.lock";

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Makes the folder when it is missing.
     *
     * @throws SuiteException when another process holds it, or it cannot be made
     */
    static DirectoryLock acquire(Path folder) {
        Path file = folder.resolve(FILE);
        try {
            Files.createDirectories(folder);
            refuseForeign(folder, file);
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw new SuiteException("the data directory " + folder + " is in use by process "
                        + Files.readString(file).strip() + "; stop that one, or choose another with --data");
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new SuiteException("cannot use the data directory " + folder + ": " + e, e);
        }
    }

    /** A folder with files in it that was never locked is somebody else's. */
    private static void refuseForeign(Path folder, Path lock) throws IOException {
        if (Files.exists(lock)) {
            return;
        }
        try (Stream<Path> entries = Files.list(folder)) {
            Optional<Path> foreign = entries.sorted().findFirst();
            if (foreign.isPresent()) {
                throw new SuiteException("the data directory " + folder + " has no " + FILE + " but holds "
                        + foreign.get() + ": it is not Vectron's; choose an empty one with --data");
            }
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            // this very process holds it
            return null;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // the lock goes with the process at the latest, and the process is ending
            System.err.println("warning: " + FILE + ": " + e.getMessage());
        }
    }
}
