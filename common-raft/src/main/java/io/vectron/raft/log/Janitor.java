package io.vectron.raft.log;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.RocksDBException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the space of truncated and destroyed groups, on a thread of its own, because dropping files waits for
 * RocksDB's manifest.
 *
 * <p>Whole files inside a dead range are dropped at once; what is left is covered by a range deletion. Always in that
 * order: a dropped file may hold an earlier range deletion, and entries that it hid in older files must not come back.
 *
 * <p>Concurrency: one thread; methods may be called from any.
 */
final class Janitor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Janitor.class);
    private static final long CLOSE_SECONDS = 10;

    private final LogStore store;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("raft-log-janitor").factory());

    Janitor(LogStore store) {
        this.store = store;
    }

    /** Entries below {@code firstKept} are dead already, because the group's first index was moved past them. */
    void reclaim(long logId, long firstKept) {
        try {
            thread.execute(() -> {
                try {
                    dropFiles(store.log(), LogKeys.entry(logId, 0), LogKeys.entry(logId, firstKept));
                    store.committer()
                            .commit(batch -> store.deleteEntriesBelow(batch, logId, firstKept), Long.BYTES, false);
                } catch (IOException | RocksDBException e) {
                    // only space is at stake, and the next truncation covers this range again
                    LOG.warn("cannot reclaim entries below {} of log {}", firstKept, logId, e);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("the log closes, entries below {} of log {} stay", firstKept, logId);
        }
    }

    void destroy(long logId) throws IOException {
        try {
            var _ = thread.submit(() -> {
                        deleteAll(logId);
                        dropFiles(store.log(), LogKeys.groupStart(logId), LogKeys.groupEnd(logId));
                        deleteAll(logId);
                        return null;
                    })
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while destroying log " + logId, e);
        } catch (ExecutionException e) {
            throw new IOException("cannot destroy log " + logId + ": " + e.getCause(), e);
        }
    }

    private void deleteAll(long logId) throws IOException {
        store.committer()
                .commit(
                        batch -> {
                            for (ColumnFamilyHandle family : List.of(store.log(), store.meta())) {
                                batch.deleteRange(family, LogKeys.groupStart(logId), LogKeys.groupEnd(logId));
                            }
                        },
                        Long.BYTES,
                        true);
    }

    private void dropFiles(ColumnFamilyHandle family, byte[] from, byte[] to) throws RocksDBException {
        store.db().deleteFilesInRanges(family, List.of(from, to), false);
    }

    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                LOG.warn("the raft log's janitor did not stop in {} s", CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
