package io.vectron.drift.storage;

import io.vectron.drift.StorageFailedException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps a second engine out of a directory, in this process and in others.
 *
 * <p>Concurrency: all of it holds the class's monitor. A process loses its lock on a file when it closes any channel to it,
 * so the file must not even be opened while this process holds the lock: {@code HELD} tells.
 */
public final class DirectoryLock implements AutoCloseable {
    /** Directories that engines of this process have open, by their real paths; guarded by the class. */
    private static final Set<Path> HELD = new HashSet<>();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    /**
     * Locks a directory, which exists.
     *
     * @throws StorageFailedException when an engine has it open
     */
    public static synchronized DirectoryLock acquire(Path directory) throws IOException {
        Path real = directory.toRealPath();
        Path file = directory.resolve(FileNames.LOCK);
        if (HELD.contains(real)) {
            throw isOpen(file);
        }
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (!tryLock(channel, false)) {
                throw isOpen(file);
            }
            var _ = HELD.add(real);
            return new DirectoryLock(real, channel);
        } catch (Throwable failure) {
            channel.close();
            throw failure;
        }
    }

    private static StorageFailedException isOpen(Path file) {
        return new StorageFailedException(file + ": another engine has this directory open", null);
    }

    /**
     * Whether an engine, of this process or another, has a directory open. Changes nothing; an engine that opens the
     * directory in the very microseconds of the question may be refused.
     */
    public static synchronized boolean isHeld(Path directory) throws IOException {
        if (HELD.contains(directory.toRealPath())) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(directory.resolve(FileNames.LOCK), StandardOpenOption.READ)) {
            // Shared, as a channel for reading allows: two that ask at once do not take each other for engines.
            return !tryLock(channel, true);
        } catch (NoSuchFileException neverOpened) {
            return false;
        }
    }

    private static boolean tryLock(FileChannel channel, boolean isShared) throws IOException {
        try {
            FileLock lock = channel.tryLock(0, Long.MAX_VALUE, isShared);
            return lock != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (DirectoryLock.class) {
            if (!channel.isOpen()) {
                return;
            }
            try {
                channel.close();
            } finally {
                var _ = HELD.remove(directory);
            }
        }
    }
}
