package io.vectron.worker.hosting;

import io.vectron.raft.RaftHost;
import io.vectron.worker.shard.DataDirectoryException;
import io.vectron.worker.shard.ShardDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of a worker, locked by this process:
 *
 * <pre>
 * .identity                  format, worker id, cluster id (once known)
 * .revision                  of the last assignments that were taken whole
 * .lock                      held while the process lives
 * .raft/                     the Raft log of all shards
 * .trash/                    what is being deleted
 * .warm-up/                  the engine's, while it has its code compiled
 * COLLECTION/SHARD ID/       one replica (ShardDirectory)
 * </pre>
 *
 * <p>No collection's name starts with a dot, so the worker's own files never collide with one.
 *
 * <p>Concurrency: the cluster id is published by a volatile write; everything else is called by the thread that starts
 * and reconciles.
 */
public final class WorkerDirectory implements AutoCloseable {
    private static final String FORMAT = "vectron-worker 1";

    private final Path root;
    private final FileChannel lockFile;
    private final String workerId;
    private volatile String clusterId;

    private WorkerDirectory(Path root, FileChannel lockFile, String workerId, String clusterId) {
        this.root = root;
        this.lockFile = lockFile;
        this.workerId = workerId;
        this.clusterId = clusterId;
    }

    /**
     * Opens or makes the directory.
     *
     * @throws DataDirectoryException when it is another process's, foreign or damaged; the message names the file
     */
    public static WorkerDirectory open(Path root) {
        try {
            Files.createDirectories(root);
            FileChannel lockFile = lock(root.resolve(".lock"));
            try {
                return openLocked(root, lockFile);
            } catch (IOException | RuntimeException e) {
                lockFile.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DataDirectoryException(root, "cannot be opened: " + e);
        }
    }

    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new DataDirectoryException(file, "is locked: another worker uses this data directory");
        }
        return channel;
    }

    private static WorkerDirectory openLocked(Path root, FileChannel lockFile) throws IOException {
        Path identity = root.resolve(".identity");
        if (Files.exists(identity)) {
            return readIdentity(root, lockFile, identity);
        }
        refuseForeign(root);
        String workerId = UUID.randomUUID().toString();
        writeIdentity(identity, workerId, "");
        return new WorkerDirectory(root, lockFile, workerId, "");
    }

    private static void refuseForeign(Path root) throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            entries.filter(p -> !p.getFileName().toString().equals(".lock"))
                    .findFirst()
                    .ifPresent(p -> {
                        throw new DataDirectoryException(
                                p,
                                "is in a data directory without .identity: not a worker's, or its identity was lost");
                    });
        }
    }

    private static WorkerDirectory readIdentity(Path root, FileChannel lockFile, Path identity) throws IOException {
        List<String> lines = Files.readAllLines(identity, StandardCharsets.UTF_8);
        if (lines.size() != 3 || !lines.getFirst().equals(FORMAT)) {
            throw new DataDirectoryException(
                    identity, "is no identity of a worker: expected three lines, the first '" + FORMAT + "'");
        }
        String workerId = lines.get(1);
        try {
            var _ = UUID.fromString(workerId);
        } catch (IllegalArgumentException e) {
            throw new DataDirectoryException(identity, "has the worker id '" + workerId + "', expected a UUID");
        }
        if (!lines.get(2).isEmpty()) {
            // bound to a cluster only after the Raft log had been made
            requireRaftLog(root);
        }
        return new WorkerDirectory(root, lockFile, workerId, lines.get(2));
    }

    private static void requireRaftLog(Path root) {
        for (String marker : RaftHost.LOG_MARKER_FILES) {
            Path file = root.resolve(".raft").resolve(marker);
            if (!Files.exists(file)) {
                throw new DataDirectoryException(
                        file,
                        "is missing although the worker was a member of a cluster: without its Raft log it could vote"
                                + " twice. Start it with an empty data directory, as a new worker");
            }
        }
    }

    private static void writeIdentity(Path identity, String workerId, String clusterId) throws IOException {
        Path temp = identity.resolveSibling(".identity.tmp");
        // the Raft directory first: an identity without one is refused
        Files.createDirectories(identity.resolveSibling(".raft"));
        Files.writeString(temp, FORMAT + "\n" + workerId + "\n" + clusterId + "\n");
        syncFile(temp);
        Files.move(temp, identity, StandardCopyOption.ATOMIC_MOVE);
        syncFile(Objects.requireNonNull(identity.getParent()));
    }

    private static void syncFile(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    public String workerId() {
        return workerId;
    }

    /** The cluster that this directory belongs to; empty before the first registration. */
    public String clusterId() {
        return clusterId;
    }

    /** Binds the directory to its cluster, for good. */
    public void bindCluster(String id) {
        if (clusterId.equals(id)) {
            return;
        }
        if (!clusterId.isEmpty()) {
            throw new DataDirectoryException(
                    root.resolve(".identity"), "belongs to cluster " + clusterId + ", the placement driver's is " + id);
        }
        try {
            writeIdentity(root.resolve(".identity"), workerId, id);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clusterId = id;
    }

    /** The revision of the last assignments that were taken whole; 0 for none. */
    public long revision() {
        Path file = root.resolve(".revision");
        try {
            return Files.exists(file) ? Long.parseLong(Files.readString(file).strip()) : 0;
        } catch (IOException | NumberFormatException e) {
            throw new DataDirectoryException(file, "holds no revision: " + e.getMessage());
        }
    }

    /**
     * Remembers a revision, so that an older list of assignments (from a placement driver that was set back) is never
     * taken, not even after a restart.
     */
    public void revision(long taken) {
        try {
            Path temp = root.resolve(".revision.tmp");
            Files.writeString(temp, taken + "\n");
            syncFile(temp);
            Files.move(temp, root.resolve(".revision"), StandardCopyOption.ATOMIC_MOVE);
            syncFile(root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Path raft() {
        return root.resolve(".raft");
    }

    public Path warmUp() {
        return root.resolve(".warm-up");
    }

    public Path root() {
        return root;
    }

    public ShardDirectory shard(String collection, long shardId) {
        return new ShardDirectory(root.resolve(collection).resolve(Long.toUnsignedString(shardId)));
    }

    /** All replica directories. A file or a directory that no worker makes is refused by name. */
    public List<ShardDirectory> shards() throws IOException {
        List<ShardDirectory> found = new ArrayList<>();
        for (Path collection : visible(root)) {
            for (Path shard : visible(requireDirectory(collection))) {
                if (!shard.getFileName().toString().matches("[0-9]{1,20}")) {
                    throw new DataDirectoryException(shard, "is no replica's directory: its name is no shard id");
                }
                found.add(new ShardDirectory(requireDirectory(shard)));
            }
        }
        return found;
    }

    private static List<Path> visible(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(p -> !p.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
    }

    private static Path requireDirectory(Path path) {
        if (!Files.isDirectory(path)) {
            throw new DataDirectoryException(path, "is no directory: not a worker's file");
        }
        return path;
    }

    /** Moves a replica's files to the trash: from now on no start will open them. {@link #emptyTrash} deletes them. */
    public void discard(ShardDirectory shard) throws IOException {
        Path trash = Files.createDirectories(root.resolve(".trash"));
        Path doomed = trash.resolve(shard.root().getFileName() + "-" + UUID.randomUUID());
        Files.move(shard.root(), doomed, StandardCopyOption.ATOMIC_MOVE);
        syncFile(root);
        try (Stream<Path> left = Files.list(Objects.requireNonNull(shard.root().getParent()))) {
            if (left.findAny().isEmpty()) {
                Files.delete(shard.root().getParent());
            }
        }
    }

    public void emptyTrash() throws IOException {
        ShardDirectory.deleteTree(root.resolve(".trash"));
    }

    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
