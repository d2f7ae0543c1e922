package io.vectron.raft;

import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import io.vectron.raft.log.GroupLog;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a group does by the clock: lets the machine follow raft's own entries, reports membership, takes snapshots.
 *
 * <p>Concurrency: {@link #tick} runs on the host's clock thread and never waits; the work runs on a virtual thread, one
 * at a time ({@code running}), because asking the node waits for its lock. Fields without volatile belong to that work.
 */
final class GroupClock {
    private static final Logger LOG = LoggerFactory.getLogger(GroupClock.class);
    private static final long PERIOD_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** After a snapshot that failed or that another one was in the way of. */
    private static final long SNAPSHOT_RETRY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private record Membership(List<String> peers, List<String> learners) {}

    private final RaftGroup group;
    private final GroupLog log;
    private final MachineDriver driver;
    private final AtomicBoolean running = new AtomicBoolean();
    private long nextNanos = System.nanoTime() + PERIOD_NANOS; // clock thread only
    private long bytesAtSnapshot;
    private long snapshotNotBeforeNanos = System.nanoTime();
    private Membership told = new Membership(List.of(), List.of());
    private volatile long lastApplied;
    private volatile long committed;

    GroupClock(RaftGroup group, GroupLog log, MachineDriver driver) {
        this.group = group;
        this.log = log;
        this.driver = driver;
    }

    void tick(long nowNanos, Executor executor) {
        if (nowNanos - nextNanos < 0 || !running.compareAndSet(false, true)) {
            return;
        }
        nextNanos = nowNanos + PERIOD_NANOS;
        executor.execute(() -> {
            try {
                refresh();
                tellMembership();
                takeSnapshotIfDue(nowNanos);
            } catch (RuntimeException e) {
                LOG.error("group {}: periodic work failed", group.groupId(), e);
            } finally {
                running.set(false);
            }
        });
    }

    /** Lets the machine know how far raft is. */
    void refresh() {
        driver.follow(lastApplied());
    }

    /** As far as JRaft has noted; trails what the machine has applied by up to a batch. */
    long lastApplied() {
        lastApplied = Math.max(lastApplied, ask(node -> node.getLastAppliedLogIndex()));
        return lastApplied;
    }

    /** JRaft calls a snapshot needless, and says OK, while it has not yet noted what was acknowledged already. */
    void awaitNoted() throws InterruptedException {
        long acknowledged = driver.seen();
        while (lastApplied() < acknowledged && group.state().isHealthy()) {
            Thread.sleep(1);
        }
    }

    long committed() {
        committed = Math.max(committed, ask(node -> node.getLastCommittedIndex()));
        return committed;
    }

    /** 0 when the node is not active; then the last answer counts. */
    private long ask(ToLongFunction<com.alipay.sofa.jraft.Node> question) {
        try {
            return question.applyAsLong(group.node());
        } catch (IllegalStateException e) {
            return 0;
        }
    }

    private void tellMembership() {
        ConfigurationEntry entry = group.configuration();
        if (!entry.isStable() || entry.isEmpty() || entry.getId().getIndex() > lastApplied) {
            return;
        }
        Membership now = new Membership(
                Peers.addresses(entry.getConf().listPeers()),
                Peers.addresses(entry.getConf().listLearners()));
        if (!now.equals(told)) {
            told = now;
            driver.onMembership(now.peers, now.learners);
        }
    }

    private void takeSnapshotIfDue(long nowNanos) {
        long entries = lastApplied - driver.snapshotIndex();
        long bytes = log.bytesAppended() - bytesAtSnapshot;
        RaftGroupSettings.SnapshotPolicy policy = group.settings().snapshotPolicy();
        boolean due = entries >= policy.entries() || bytes >= policy.bytes();
        if (!due || entries <= 0 || nowNanos - snapshotNotBeforeNanos < 0) {
            return;
        }
        snapshotNotBeforeNanos = nowNanos + SNAPSHOT_RETRY_NANOS;
        long bytesNow = log.bytesAppended();
        LOG.debug("group {}: snapshot due after {} entries, {} bytes", group.groupId(), entries, bytes);
        try {
            group.takeSnapshot().join();
            bytesAtSnapshot = bytesNow;
            snapshotNotBeforeNanos = nowNanos;
        } catch (RuntimeException e) {
            LOG.warn("group {}: snapshot put off: {}", group.groupId(), e.getMessage());
        }
    }
}
