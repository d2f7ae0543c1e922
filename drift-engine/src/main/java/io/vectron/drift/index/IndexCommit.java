package io.vectron.drift.index;

import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The writes that take the index to a generation. They go out in bounded batches; the first marks the index as
 * unfinished, the last names the generation, so that a crash in between is seen. Not thread-safe.
 */
public final class IndexCommit implements AutoCloseable {
    private static final long BATCH_BYTES = 512 << 10;

    private final IdIndex index;
    private final long generation;
    private final WriteBatch batch = new WriteBatch();

    IndexCommit(IdIndex index, long generation) {
        this.index = index;
        this.generation = generation;
        put(IndexKeys.generation(), IndexKeys.generationValue(-generation));
    }

    /** Says where a row of an id lies now. */
    public void putLocation(byte[] id, IdIndex.Location location) {
        put(IndexKeys.location(id), IndexKeys.locationValue(location));
    }

    /** Forgets an id. */
    public void deleteLocation(byte[] id) {
        try {
            batch.delete(IndexKeys.location(id));
        } catch (RocksDBException failure) {
            throw index.failed("delete of a location", failure);
        }
        writeIfLarge();
    }

    /** Stores the payload of a row. */
    public void putPayload(byte[] id, long sequence, byte[] payload) {
        put(IndexKeys.payload(id, sequence), payload);
    }

    /** Removes the payload of a row that no state will need again. */
    public void deletePayload(byte[] id, long sequence) {
        try {
            batch.delete(IndexKeys.payload(id, sequence));
        } catch (RocksDBException failure) {
            throw index.failed("delete of a payload", failure);
        }
        writeIfLarge();
    }

    private void put(byte[] key, byte[] value) {
        try {
            batch.put(key, value);
        } catch (RocksDBException failure) {
            throw index.failed("write", failure);
        }
        writeIfLarge();
    }

    private void writeIfLarge() {
        if (batch.getDataSize() >= BATCH_BYTES) {
            writeOut();
        }
    }

    /** Writes out what has gathered, in memory only. */
    public void writeOut() {
        try {
            index.db().write(index.writeOptions(), batch);
            batch.clear();
        } catch (RocksDBException failure) {
            throw index.failed("write", failure);
        }
    }

    /** Writes the rest and the generation; {@link IdIndex#flush} makes it durable. */
    public void finish() {
        put(IndexKeys.generation(), IndexKeys.generationValue(generation));
        writeOut();
    }

    @Override
    public void close() {
        batch.close();
    }
}
