package io.vectron.raft.log;

import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Slice;
import org.rocksdb.WriteBatch;

/** The open database, its two column families and its only writer. */
record LogStore(RocksDB db, ColumnFamilyHandle log, ColumnFamilyHandle meta, Committer committer) {

    long firstIndex(long logId) {
        try {
            byte[] kept = db.get(meta, LogKeys.firstIndex(logId));
            return kept == null ? 1 : LogKeys.number(kept);
        } catch (RocksDBException e) {
            throw new IllegalStateException("cannot read the first index of log " + logId, e);
        }
    }

    /** Everything of the group with an index below {@code end}. */
    void deleteEntriesBelow(WriteBatch batch, long logId, long end) throws RocksDBException {
        batch.deleteRange(log, LogKeys.entry(logId, 0), LogKeys.entry(logId, end));
        batch.deleteRange(meta, LogKeys.entry(logId, 0), LogKeys.entry(logId, end));
    }

    /** Everything of the group with an index of at least {@code start}. */
    void deleteEntriesFrom(WriteBatch batch, long logId, long start) throws RocksDBException {
        batch.deleteRange(log, LogKeys.entry(logId, start), LogKeys.entry(logId, Long.MAX_VALUE));
        batch.deleteRange(meta, LogKeys.entry(logId, start), LogKeys.entry(logId, Long.MAX_VALUE));
    }

    /** Iteration over one group's keys; owns its bounds. */
    static final class GroupBounds implements AutoCloseable {
        private final Slice lower;
        private final Slice upper;
        private final ReadOptions options;

        GroupBounds(long logId) {
            lower = new Slice(LogKeys.entry(logId, 0));
            upper = new Slice(LogKeys.entry(logId, Long.MAX_VALUE));
            options = new ReadOptions().setIterateLowerBound(lower).setIterateUpperBound(upper);
        }

        ReadOptions options() {
            return options;
        }

        @Override
        public void close() {
            options.close();
            upper.close();
            lower.close();
        }
    }
}
