package io.vectron.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Iterator;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.core.StateMachineAdapter;
import com.alipay.sofa.jraft.entity.RaftOutter.SnapshotMeta;
import com.alipay.sofa.jraft.error.RaftError;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotReader;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import io.vectron.raft.runtime.Turnstile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From JRaft's callbacks to the machine's.
 *
 * <p>Concurrency: JRaft calls from one virtual thread per group, which parks here while the machine works on a platform
 * thread; {@code turn} keeps the host's clock ({@link #follow}) out of the machine meanwhile. What other threads ask
 * about is volatile.
 *
 * <p>Invariants: seen never goes back and is the last index the machine was told of; an index is applied at most once
 * and only above skipThrough; after a failure the machine is called once more, with onFailed, and never again.
 */
final class MachineDriver extends StateMachineAdapter {
    private static final Logger LOG = LoggerFactory.getLogger(MachineDriver.class);

    /** Bounds a run, so that a group with much to catch up on lets the others at the apply threads. */
    private static final int RUN_ENTRIES_MAX = 128;

    private static final long RUN_BYTES_MAX = 4 << 20;

    /** The host's shared threads. */
    record Threads(Turnstile apply, Turnstile snapshot) {}

    /** What one run of applies achieved. */
    private static final class Run {
        private final List<Proposals.Proposal> answered = new ArrayList<>();
        private final List<Applied> answers = new ArrayList<>();
        private int entries;
        private long bytes;
        private boolean applied;

        boolean isFull() {
            return entries >= RUN_ENTRIES_MAX || bytes >= RUN_BYTES_MAX;
        }
    }

    private final String groupId;
    private final ReplicatedStateMachine machine;
    private final Threads threads;
    private final SnapshotFiles snapshotFiles = new SnapshotFiles();
    private final ReentrantLock turn = new ReentrantLock();
    private long skipThrough; // guarded by turn
    private volatile long seen; // written under turn
    private volatile long raftApplied; // what JRaft has applied, as far as the clock has told
    private volatile long snapshotIndex;
    private volatile @Nullable Throwable failure;
    private boolean failureTold; // guarded by turn

    MachineDriver(String groupId, ReplicatedStateMachine machine, Threads threads) {
        this.groupId = groupId;
        this.machine = machine;
        this.threads = threads;
        skipThrough = machine.durableIndex();
        seen = skipThrough;
    }

    /** Index of the newest snapshot saved or loaded; 0 before the first. */
    long snapshotIndex() {
        return snapshotIndex;
    }

    /** The last index that the machine was told of. */
    long seen() {
        return seen;
    }

    @Nullable
    Throwable failure() {
        return failure;
    }

    @Override
    public void onApply(Iterator entries) {
        while (entries.hasNext() && failure == null) {
            try {
                withMachine(threads.apply(), () -> {
                    applyRun(entries);
                    return null;
                });
            } catch (Exception | Error e) {
                long index = entries.getIndex();
                fail(new IllegalStateException("group " + groupId + " failed at log index " + index + ": " + e, e));
            }
        }
        Throwable why = failure;
        if (why != null) {
            entries.setErrorAndRollback(1, new Status(RaftError.ESTATEMACHINE, "%s", String.valueOf(why.getMessage())));
        }
    }

    private void applyRun(Iterator entries) throws Exception {
        Run run = new Run();
        try {
            do {
                applyOne(entries, run);
                if (run.isFull()) {
                    break;
                }
                entries.next();
            } while (entries.hasNext());
            if (run.applied) {
                machine.endOfBatch(seen);
            }
            if (run.isFull()) {
                // reads that wait for this far need not wait for the rest; only possible while the cursor is on the
                // entry
                entries.commit();
                entries.next();
            }
        } catch (Exception | Error e) {
            run.answered.forEach(proposal -> proposal.fail(new GroupFailedException(
                    "group " + groupId + " failed in the run that applied this command: " + e, e)));
            throw e;
        }
        for (int i = 0; i < run.answered.size(); i++) {
            run.answered.get(i).succeed(run.answers.get(i));
        }
    }

    private void applyOne(Iterator entries, Run run) throws Exception {
        long index = entries.getIndex();
        @Nullable ByteBuffer command = entries.getData();
        Proposals.Proposal proposal = (Proposals.Proposal) entries.done();
        run.entries++;
        if (command == null || !command.hasRemaining()) {
            return; // one of our own, see RaftGroup.nudged
        }
        run.bytes += command.remaining();
        if (index <= skipThrough) {
            if (proposal != null) {
                throw new IllegalStateException("command proposed here at index " + index
                        + " though the machine claims to be durable through " + skipThrough);
            }
            return;
        }
        advance(index - 1);
        Object result = machine.apply(index, command.asReadOnlyBuffer());
        seen = index;
        run.applied = true;
        if (proposal != null) {
            run.answered.add(proposal);
            run.answers.add(new Applied(index, result));
        }
    }

    private void advance(long index) {
        if (index > seen) {
            machine.advance(index);
            seen = index;
        }
    }

    /**
     * Tells the machine of raft's own entries at the end of the log, which JRaft passes over in silence. Cheap when
     * there are none; does nothing while the machine works. Never asks the node itself: JRaft notifies us under the
     * node's write lock, and waiting for that lock from here would close a circle.
     *
     * @param index what JRaft has applied
     */
    void follow(long index) {
        raftApplied = Math.max(raftApplied, index);
        if (index <= seen || failure != null) {
            return;
        }
        try {
            threads.apply().executor().execute(() -> {
                if (turn.tryLock()) {
                    try {
                        if (failure == null) {
                            advance(index);
                        }
                    } catch (RuntimeException | Error e) {
                        // the next tick tries again; without this line nobody would know
                        LOG.error("group {}: the machine could not advance to log index {}", groupId, index, e);
                    } finally {
                        turn.unlock();
                    }
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("group {}: the host closes", groupId);
        }
    }

    @Override
    public void onSnapshotSave(SnapshotWriter writer, Closure done) {
        SnapshotTask task;
        try {
            task = withMachine(threads.apply(), () -> {
                advance(raftApplied);
                return machine.snapshot();
            });
        } catch (Exception | Error e) {
            giveUp(done, e);
            return;
        }
        long index = seen;
        try {
            threads.snapshot().executor().execute(() -> write(task, writer, done, index));
        } catch (RejectedExecutionException e) {
            giveUp(done, e);
        }
    }

    private void write(SnapshotTask task, SnapshotWriter writer, Closure done, long index) {
        try {
            snapshotFiles.addAll(writer, task.writeTo(Path.of(writer.getPath())));
            done.run(Status.OK());
            snapshotIndex = index;
        } catch (IOException | RuntimeException | Error e) {
            giveUp(done, e);
        }
    }

    /** EBUSY and never EIO, which would put the node into its error state for good. */
    private void giveUp(Closure done, Throwable e) {
        LOG.warn("group {}: snapshot at index {} given up", groupId, seen, e);
        done.run(new Status(RaftError.EBUSY, "snapshot given up: %s", e));
    }

    @Override
    public boolean onSnapshotLoad(SnapshotReader reader) {
        SnapshotMeta meta = reader.load();
        if (meta == null) {
            fail(new IOException(
                    "snapshot " + reader.getPath() + " of group " + groupId + " has no readable meta file"));
            return false;
        }
        try {
            // long and full of I/O, so not on an apply thread
            withMachine(threads.snapshot(), () -> {
                load(Path.of(reader.getPath()), meta.getLastIncludedIndex());
                return null;
            });
            snapshotIndex = meta.getLastIncludedIndex();
            return true;
        } catch (Exception | Error e) {
            fail(new IOException(
                    "group " + groupId + " cannot load the snapshot in " + reader.getPath() + ": " + e, e));
            return false;
        }
    }

    private void load(Path directory, long lastIncluded) throws IOException {
        if (machine.durableIndex() < lastIncluded) {
            SnapshotFiles.syncAll(directory);
            machine.loadSnapshot(directory, lastIncluded);
            LOG.info("group {} loaded the snapshot at index {}", groupId, lastIncluded);
        }
        long durable = machine.durableIndex();
        if (durable < lastIncluded) {
            throw new IOException("the machine is durable through " + durable + " after loading the snapshot at index "
                    + lastIncluded);
        }
        skipThrough = Math.max(skipThrough, durable);
        seen = Math.max(seen, durable);
    }

    @Override
    public void onLeaderStart(long term) {
        LOG.info("group {}: this replica leads in term {}", groupId, term);
        tell("onLeaderStart", () -> machine.onLeaderStart(term));
    }

    @Override
    public void onLeaderStop(Status status) {
        LOG.info("group {}: this replica leads no more: {}", groupId, status.getErrorMsg());
        tell("onLeaderStop", machine::onLeaderStop);
    }

    @Override
    public void onConfigurationCommitted(Configuration configuration) {
        // comes without the learners and not for every change: RaftGroup reports membership from the node itself
    }

    void onMembership(List<String> peers, List<String> learners) {
        tell("onMembership", () -> machine.onMembership(peers, learners));
    }

    /** JRaft's own errors, and ours coming back. */
    @Override
    public void onError(com.alipay.sofa.jraft.error.RaftException e) {
        fail(e);
        tellFailure();
    }

    void fail(Throwable cause) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = cause;
        }
        LOG.error("group {} failed; this replica applies nothing any more", groupId, cause);
    }

    private void tellFailure() {
        try {
            withMachine(threads.apply(), () -> {
                Throwable why = failure;
                if (!failureTold && why != null) {
                    failureTold = true;
                    machine.onFailed(why);
                }
                return null;
            });
        } catch (Exception | Error e) {
            LOG.error("group {}: the machine threw from onFailed", groupId, e);
        }
    }

    private void tell(String what, Runnable notice) {
        if (failure != null) {
            return;
        }
        try {
            withMachine(threads.apply(), () -> {
                notice.run();
                return null;
            });
        } catch (Exception | Error e) {
            // a notice changes no replicated state, so the group goes on
            LOG.error("group {}: the machine threw from {}", groupId, what, e);
        }
    }

    private <T> T withMachine(Turnstile where, Callable<T> work) throws Exception {
        return where.call(() -> {
            turn.lock();
            try {
                return work.call();
            } finally {
                turn.unlock();
            }
        });
    }
}
