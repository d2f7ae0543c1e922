package io.vectron.worker.shard;

import io.vectron.drift.Checkpoint;
import io.vectron.drift.Drift;
import io.vectron.drift.DriftResources;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.OverloadedException;
import io.vectron.drift.StorageFullException;
import io.vectron.drift.WriteBatch;
import io.vectron.raft.ReplicatedStateMachine;
import io.vectron.raft.SnapshotTask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The state machine of a shard: committed batches go to a drift engine under their log index as the sequence.
 *
 * <p>Concurrency: {@code applying} callbacks come one at a time from Raft; {@code engine} is guarded by {@code swap},
 * whose write lock is held only while an installed snapshot takes the engine's place, or at the end. Readers hold its
 * read lock, so an engine is never closed under a search. {@code progress} wakes those who wait for a sequence.
 * {@code engineStopped} is set before it is attached to the present engine, so whoever swaps meanwhile sees it.
 *
 * <p>Invariants: the engine's applied sequence never goes back while the process lives; {@link #durableIndex} is the
 * engine's durable sequence.
 */
final class ShardMachine implements ReplicatedStateMachine, AutoCloseable {
    /** What follows from Raft's callbacks for the replica. */
    interface Listener {
        void roleChanged();

        void failed(Throwable cause);
    }

    private final ShardDirectory directory;
    private final DriftSettings settings;
    private final DriftResources resources;
    private final Listener listener;
    private final ReentrantReadWriteLock swap = new ReentrantReadWriteLock();
    private final ReentrantLock progressLock = new ReentrantLock();
    private final Condition progress = progressLock.newCondition();
    private volatile Consumer<Throwable> engineStopped = reason -> {};
    private Drift engine;
    private boolean closed;

    private ShardMachine(
            ShardDirectory directory, DriftSettings settings, DriftResources resources, Listener listener) {
        this.directory = directory;
        this.settings = settings;
        this.resources = resources;
        this.listener = listener;
        this.engine = Drift.open(directory.engine(), settings, resources);
    }

    static ShardMachine open(
            ShardDirectory directory, DriftSettings settings, DriftResources resources, Listener listener)
            throws IOException {
        directory.finishInterruptedInstall();
        return new ShardMachine(directory, settings, resources, listener);
    }

    /** Runs {@code reader} over the engine, which stays open meanwhile. */
    <T> T read(Function<Drift, T> reader) {
        swap.readLock().lock();
        try {
            if (closed) {
                throw new IllegalStateException("the replica is closed");
            }
            return reader.apply(engine);
        } finally {
            swap.readLock().unlock();
        }
    }

    /**
     * Has {@code listener} told, with the reason, when a failure stops the engine: a background flush or merge fails
     * while nobody calls. It may be told now, more than once, and on a thread that must not wait.
     */
    void onEngineStopped(Consumer<Throwable> listener) {
        engineStopped = listener;
        read(this::watch);
    }

    private Drift watch(Drift watched) {
        var _ = watched.stopped().thenAccept(reason -> engineStopped.accept(reason));
        return watched;
    }

    @Override
    public long durableIndex() {
        return read(Drift::durableSequence);
    }

    @Override
    public @Nullable Object apply(long index, ByteBuffer command) throws Exception {
        applyPatiently(index, ShardCommands.decode(command));
        return null;
    }

    /**
     * A committed entry cannot be refused: waits for as long as flushes are behind, or the disk is full. Proposals back up
     * behind it and are refused at the door.
     */
    private void applyPatiently(long index, WriteBatch batch) {
        while (true) {
            try {
                read(drift -> {
                    if (index > drift.appliedSequence()) {
                        drift.apply(index, batch);
                    }
                    return index;
                });
                return;
            } catch (OverloadedException | StorageFullException e) {
                if (Thread.currentThread().isInterrupted()) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void endOfBatch(long index) {
        signalProgress();
    }

    @Override
    public void advance(long index) {
        applyPatiently(index, WriteBatch.EMPTY);
        signalProgress();
    }

    private void signalProgress() {
        progressLock.lock();
        try {
            progress.signalAll();
        } finally {
            progressLock.unlock();
        }
    }

    /**
     * Waits until this replica has applied {@code sequence}.
     *
     * @return false when the deadline (of {@link System#nanoTime}) passed first
     */
    boolean awaitApplied(long sequence, long deadlineNanos) throws InterruptedException {
        if (read(Drift::appliedSequence) >= sequence) {
            return true;
        }
        progressLock.lock();
        try {
            while (read(Drift::appliedSequence) < sequence) {
                long left = deadlineNanos - System.nanoTime();
                if (left <= 0) {
                    return false;
                }
                var _ = progress.awaitNanos(Math.min(left, TimeUnit.MILLISECONDS.toNanos(100)));
            }
            return true;
        } finally {
            progressLock.unlock();
        }
    }

    /** The engine's checkpoint may be newer than the pinned moment: replay skips what it covers. */
    @Override
    public SnapshotTask snapshot() {
        return target -> {
            Checkpoint checkpoint = read(drift -> drift.checkpoint(target.resolve(ShardDirectory.ENGINE)));
            return checkpoint.files().stream()
                    .map(file -> ShardDirectory.ENGINE + "/" + file)
                    .toList();
        };
    }

    @Override
    public void loadSnapshot(Path snapshot, long lastIncludedIndex) throws IOException {
        directory.unpack(snapshot.resolve(ShardDirectory.ENGINE));
        swap.writeLock().lock();
        try {
            engine.close();
            directory.replaceEngine();
            engine = watch(Drift.open(directory.engine(), settings, resources));
        } finally {
            swap.writeLock().unlock();
        }
        coverSnapshotIndex(lastIncludedIndex);
        signalProgress();
    }

    /** Raft's own entries (configurations, a leader's first) count in the snapshot's index but never reach the engine. */
    private void coverSnapshotIndex(long lastIncludedIndex) {
        advance(lastIncludedIndex);
        if (durableIndex() < lastIncludedIndex) {
            flush();
        }
    }

    @Override
    public void onLeaderStart(long term) {
        listener.roleChanged();
    }

    @Override
    public void onLeaderStop() {
        listener.roleChanged();
    }

    @Override
    public void onMembership(List<String> peers, List<String> learners) {
        listener.roleChanged();
    }

    @Override
    public void onFailed(Throwable cause) {
        listener.failed(cause);
    }

    /** Makes everything applied durable, so that the next start replays nothing. */
    void flush() {
        read(drift -> {
            drift.flush();
            return true;
        });
    }

    @Override
    public void close() {
        swap.writeLock().lock();
        try {
            if (!closed) {
                closed = true;
                engine.close();
            }
        } finally {
            swap.writeLock().unlock();
        }
        signalProgress();
    }
}
