package io.vectron.worker.shard;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * The files of one replica:
 *
 * <pre>
 * ASSIGNMENT      what the placement driver assigned (AssignmentFile)
 * engine/         the drift engine
 * snapshots/      Raft's snapshots, hard links into engine/
 * engine.new/     an installed snapshot that is being unpacked
 * engine.old/     the engine that it replaces
 * </pre>
 *
 * <p>An installed snapshot takes the engine's place by two renames; {@link #finishInterruptedInstall} completes or
 * discards it after a crash at any point.
 *
 * @param root of the replica, owned by it alone
 */
public record ShardDirectory(Path root) {
    /** Name of the snapshot's sub-directory that holds the engine. */
    static final String ENGINE = "engine";

    Path engine() {
        return root.resolve(ENGINE);
    }

    Path snapshots() {
        return root.resolve("snapshots");
    }

    Path assignment() {
        return root.resolve("ASSIGNMENT");
    }

    private Path incoming() {
        return root.resolve("engine.new");
    }

    private Path outgoing() {
        return root.resolve("engine.old");
    }

    /** Leaves exactly one engine directory, or none, whatever a crash during {@link #replaceEngine} left behind. */
    void finishInterruptedInstall() throws IOException {
        if (Files.exists(engine())) {
            // not renamed yet: the incoming copy may be incomplete, and raft installs it again
            deleteTree(incoming());
        } else if (Files.exists(incoming())) {
            // the old engine made way only after the incoming one was complete and synced
            Files.move(incoming(), engine(), StandardCopyOption.ATOMIC_MOVE);
            sync(root);
        }
        deleteTree(outgoing());
    }

    /** Copies (or links) an engine out of a snapshot, durable when it returns; {@link #replaceEngine} puts it in place. */
    void unpack(Path snapshotEngine) throws IOException {
        deleteTree(incoming());
        copyTree(snapshotEngine, incoming());
        sync(root);
    }

    /** Puts the unpacked engine in place of the present one, which must be closed. */
    void replaceEngine() throws IOException {
        if (Files.exists(engine())) {
            Files.move(engine(), outgoing(), StandardCopyOption.ATOMIC_MOVE);
        }
        Files.move(incoming(), engine(), StandardCopyOption.ATOMIC_MOVE);
        sync(root);
        deleteTree(outgoing());
    }

    private static void copyTree(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attrs) throws IOException {
                Files.createDirectories(to.resolve(from.relativize(dir).toString()));
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attrs) throws IOException {
                Path target = to.resolve(from.relativize(file).toString());
                if (isImmutable(file)) {
                    Files.createLink(target, file);
                } else {
                    Files.copy(file, target);
                }
                sync(target);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, java.io.IOException failure) throws IOException {
                sync(to.resolve(from.relativize(dir).toString()));
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Segments and SST files never change, so two directories may share them; anything else is copied. */
    private static boolean isImmutable(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".drift") || name.endsWith(".sst");
    }

    /** Syncs a file or a directory. */
    static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Deletes a directory with everything in it; nothing when it is not there. Never follows links. */
    public static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attrs) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, java.io.IOException failure) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
