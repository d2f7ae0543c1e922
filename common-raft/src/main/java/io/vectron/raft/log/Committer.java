package io.vectron.raft.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit: one platform thread merges what all groups want written into one RocksDB write and one fsync. Callers
 * only park, so a virtual thread never holds its carrier inside a long native write.
 *
 * <p>Concurrency: {@link #commit} from any thread. The queue publishes a request to the committer; a request's volatile
 * outcome publishes the result back.
 *
 * <p>Invariants: requests take effect in the order queued; after the first failed write nothing is ever written again,
 * because a failed fsync says nothing about what reached the disk.
 */
final class Committer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    /** Beyond this a batch gains nothing per byte and makes small writers wait. */
    private static final long BATCH_BYTES_MAX = 8 << 20;

    private static final int BATCH_REQUESTS_MAX = 512;

    /** Puts its changes into a batch; runs on the committer thread. */
    @FunctionalInterface
    interface Mutation {
        void addTo(WriteBatch batch) throws RocksDBException;
    }

    private enum Outcome {
        WAITING,
        DONE,
        FAILED
    }

    private static final class Request {
        private final @Nullable Mutation mutation;
        private final long bytes;
        private final boolean mustSync;
        private final Thread waiter = Thread.currentThread();
        private volatile Outcome outcome = Outcome.WAITING;

        Request(@Nullable Mutation mutation, long bytes, boolean mustSync) {
            this.mutation = mutation;
            this.bytes = bytes;
            this.mustSync = mustSync;
        }

        void finish(Outcome result) {
            outcome = result;
            LockSupport.unpark(waiter);
        }
    }

    private final RocksDB db;
    private final boolean syncAlways;
    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile @Nullable String failure;
    private volatile AppendObserver observer = AppendObserver.NONE;

    Committer(RocksDB db, boolean syncAlways, String name) {
        this.db = db;
        this.syncAlways = syncAlways;
        thread = Thread.ofPlatform().daemon().name(name).start(this::run);
    }

    void observe(AppendObserver newObserver) {
        observer = newObserver;
    }

    /**
     * Returns once the mutation is written, and on disk when {@code mustSync} or the log syncs always.
     *
     * @param bytes roughly what the mutation adds
     * @throws IOException when the log failed, now or before, or is closed
     */
    void commit(Mutation mutation, long bytes, boolean mustSync) throws IOException {
        Request request = new Request(mutation, bytes, mustSync);
        refuseIfFailed();
        queue.add(request);
        if (!thread.isAlive()) {
            // the committer may have drained the queue for the last time just before the request came
            drainAsFailed();
        }
        await(request);
        if (request.outcome == Outcome.FAILED) {
            refuseIfFailed();
            throw new IOException("the raft log refused a write");
        }
    }

    private void refuseIfFailed() throws IOException {
        String why = failure;
        if (why != null) {
            throw new IOException(why);
        }
    }

    private static void await(Request request) {
        boolean interrupted = false;
        while (request.outcome == Outcome.WAITING) {
            LockSupport.park(request);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (WriteOptions buffered = new WriteOptions();
                WriteOptions synced = new WriteOptions().setSync(true)) {
            List<Request> batch = new ArrayList<>(BATCH_REQUESTS_MAX);
            boolean open = true;
            while (open) {
                batch.clear();
                open = collect(batch);
                write(batch, buffered, synced);
            }
        } catch (InterruptedException e) {
            LOG.debug("raft log committer interrupted");
        } finally {
            if (failure == null) {
                failure = "the raft log is closed";
            }
            drainAsFailed();
        }
    }

    /** @return false when the closing request was met */
    private boolean collect(List<Request> batch) throws InterruptedException {
        long bytes = 0;
        Request next = queue.take();
        while (next != null) {
            if (next.mutation == null) {
                return false;
            }
            batch.add(next);
            bytes += next.bytes;
            boolean full = batch.size() >= BATCH_REQUESTS_MAX || bytes >= BATCH_BYTES_MAX;
            next = full ? null : queue.poll();
        }
        return true;
    }

    private void write(List<Request> requests, WriteOptions buffered, WriteOptions synced) {
        Outcome outcome = Outcome.FAILED;
        if (failure == null && !requests.isEmpty()) {
            boolean sync = syncAlways;
            try (WriteBatch batch = new WriteBatch()) {
                for (Request request : requests) {
                    sync |= request.mustSync;
                    if (request.mutation != null) {
                        request.mutation.addTo(batch);
                    }
                }
                long start = System.nanoTime();
                db.write(sync ? synced : buffered, batch);
                observer.appended(requests.size(), System.nanoTime() - start);
                outcome = Outcome.DONE;
            } catch (RocksDBException | RuntimeException e) {
                failure =
                        "a write to the raft log failed; nothing is written until the host restarts: " + e.getMessage();
                LOG.error("write of {} requests to the raft log failed, the log takes no more", requests.size(), e);
            }
        }
        for (Request request : requests) {
            request.finish(outcome);
        }
    }

    private void drainAsFailed() {
        for (Request late = queue.poll(); late != null; late = queue.poll()) {
            late.finish(Outcome.FAILED);
        }
    }

    /** Writes what is queued, then stops. */
    @Override
    public void close() {
        queue.add(new Request(null, 0, false));
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
