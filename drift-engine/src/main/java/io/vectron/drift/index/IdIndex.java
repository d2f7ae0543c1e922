package io.vectron.drift.index;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.StorageFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.rocksdb.Checkpoint;
import org.rocksdb.FlushOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.Status;
import org.rocksdb.WriteOptions;

/**
 * The id index of one engine. It has no log: a commit is durable once flushed, and what a crash loses is a suffix of the
 * commits.
 *
 * <p>Concurrency: RocksDB's own; one commit at a time (the engine's commit lock).
 *
 * <p>Invariants: all writes go through {@link IndexCommit}, whose first batch marks the index as unfinished.
 */
public final class IdIndex implements AutoCloseable {
    private final Path directory;
    private final Options options;
    private final WriteOptions writeOptions = new WriteOptions().setDisableWAL(true);
    private final RocksDB db;

    /**
     * Where a row lies.
     *
     * @param segment number of the segment
     * @param row row number in it
     * @param sequence what wrote the row
     */
    public record Location(long segment, int row, long sequence) {}

    /** Tells whether a payload still belongs to a row. */
    @FunctionalInterface
    public interface PayloadFilter {
        /** True when the row that this sequence wrote for this id is stored and live. */
        boolean isNeeded(byte[] id, long sequence);
    }

    private IdIndex(Path directory, Options options, RocksDB db) {
        this.directory = directory;
        this.options = options;
        this.db = db;
    }

    /**
     * Opens the index in a directory.
     *
     * @param mustExist whether data is expected there; a missing index is damage then
     */
    public static IdIndex open(Path directory, IndexResources resources, boolean mustExist) {
        Options options = resources.newOptions(!mustExist);
        try {
            Files.createDirectories(directory);
            return new IdIndex(directory, options, RocksDB.open(options, directory.toString()));
        } catch (RocksDBException failure) {
            options.close();
            throw failed(directory, "open", failure, mustExist);
        } catch (IOException failure) {
            options.close();
            throw new StorageFailedException(directory + ": cannot be created", failure);
        }
    }

    private static RuntimeException failed(Path directory, String action, RocksDBException failure, boolean mustExist) {
        Status status = failure.getStatus();
        boolean isDamage = status != null
                && (status.getCode() == Status.Code.Corruption
                        || (mustExist && status.getCode() == Status.Code.InvalidArgument)
                        || (mustExist && status.getCode() == Status.Code.NotFound)
                        || isMissingFile(status));
        String problem = "id index, " + action + ": " + failure.getMessage();
        return isDamage
                ? new CorruptDataException(directory, problem, failure)
                : new StorageFailedException(directory + ": " + problem, failure);
    }

    private static boolean isMissingFile(Status status) {
        String state = status.getState();
        return state != null && state.contains("No such file");
    }

    RuntimeException failed(String action, RocksDBException failure) {
        return failed(directory, action, failure, false);
    }

    RocksDB db() {
        return db;
    }

    WriteOptions writeOptions() {
        return writeOptions;
    }

    /** The generation of the manifest that the index belongs to; 0 for a new one, negative for an unfinished one. */
    public long generation() {
        try {
            byte[] value = db.get(IndexKeys.generation());
            return value == null ? 0 : IndexKeys.generationOf(value);
        } catch (RocksDBException failure) {
            throw failed("read of the generation", failure);
        }
    }

    /** The row that an id was last flushed to, dead or not; null when there is none. */
    public @Nullable Location find(byte[] id) {
        try {
            byte[] value = db.get(IndexKeys.location(id));
            return value == null ? null : IndexKeys.locationOf(value);
        } catch (RocksDBException failure) {
            throw failed("look-up", failure);
        }
    }

    /** The payload that a sequence wrote for an id; null when it is not there. */
    public byte @Nullable [] payload(byte[] id, long sequence) {
        try {
            return db.get(IndexKeys.payload(id, sequence));
        } catch (RocksDBException failure) {
            throw failed("read of a payload", failure);
        }
    }

    /** Starts the commit to a generation. */
    public IndexCommit begin(long generation) {
        return new IndexCommit(this, generation);
    }

    /** Makes everything written durable. */
    public void flush() {
        try (FlushOptions flush = new FlushOptions().setWaitForFlush(true)) {
            db.flush(flush);
        } catch (RocksDBException failure) {
            throw failed("flush", failure);
        }
    }

    /** Removes all locations; the first step of a rebuild. */
    public void clearLocations() {
        try {
            db.deleteRange(
                    writeOptions, new byte[] {IndexKeys.LOCATION_KIND}, new byte[] {IndexKeys.LOCATION_KIND + 1});
        } catch (RocksDBException failure) {
            throw failed("clearing", failure);
        }
    }

    /** Removes payloads that belong to no row. */
    public void dropPayloads(PayloadFilter filter, IndexCommit commit) {
        try (RocksIterator iterator = db.newIterator()) {
            for (iterator.seek(new byte[] {IndexKeys.PAYLOAD_KIND}); iterator.isValid(); iterator.next()) {
                byte[] key = iterator.key();
                if (key[0] != IndexKeys.PAYLOAD_KIND) {
                    break;
                }
                byte[] id = IndexKeys.idOfPayload(key);
                long sequence = IndexKeys.sequenceOfPayload(key);
                if (!filter.isNeeded(id, sequence)) {
                    commit.deletePayload(id, sequence);
                }
            }
            iterator.status();
        } catch (RocksDBException failure) {
            throw failed("sweep of payloads", failure);
        }
    }

    /** Copies the index, by hard links where it can, into a directory that does not exist yet. */
    public void checkpoint(Path target) {
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            checkpoint.createCheckpoint(target.toString());
        } catch (RocksDBException failure) {
            throw failed("checkpoint", failure);
        }
    }

    /** Bytes of the index's files. */
    public static long diskBytes(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return 0;
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files.mapToLong(file -> file.toFile().length()).sum();
        }
    }

    @Override
    public void close() {
        db.close();
        writeOptions.close();
        options.close();
    }

    /** Names the directory. */
    @Override
    public String toString() {
        return "IdIndex" + Arrays.toString(new Path[] {directory});
    }
}
