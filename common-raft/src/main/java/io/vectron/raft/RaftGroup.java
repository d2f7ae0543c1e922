package io.vectron.raft;

import com.alipay.sofa.jraft.Closure;
import com.alipay.sofa.jraft.Node;
import com.alipay.sofa.jraft.Status;
import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.conf.ConfigurationEntry;
import com.alipay.sofa.jraft.core.NodeView;
import com.alipay.sofa.jraft.entity.PeerId;
import com.alipay.sofa.jraft.entity.Task;
import com.alipay.sofa.jraft.error.RaftError;
import io.vectron.raft.log.GroupLog;
import io.vectron.raft.log.GroupMeta;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One replica of one group; made by {@link RaftHost#join}.
 *
 * <p>Futures complete on virtual threads, so what is attached to them may block. They fail with a {@link RaftException},
 * whose sub-type says what may be concluded.
 *
 * <p>Concurrency: safe for any number of threads. From inside the machine's callbacks only {@link #propose}, {@link
 * #isLeader}, {@link #term}, {@link #settings} and {@link #fail} may be called; the others wait for a lock under which raft may be
 * waiting for the machine.
 */
public final class RaftGroup implements AutoCloseable {
    /** A log entry of this size still fits a replication batch; larger commands belong in several, or beside the log. */
    public static final int COMMAND_BYTES_MAX = 1 << 20;

    private static final Logger LOG = LoggerFactory.getLogger(RaftGroup.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);
    private static final long TRANSFER_POLL_MILLIS = 20;
    private static final long NUDGE_MILLIS = 200;

    /** What the group is made of; the node is initialized. */
    record Parts(
            RaftGroupSettings settings,
            Node node,
            MachineDriver driver,
            GroupLog log,
            GroupMeta meta,
            Executor callbacks) {}

    private final RaftGroupSettings settings;
    private final Node node;
    private final MachineDriver driver;
    private final GroupMeta meta;
    private final Executor callbacks;
    private final Proposals proposals;
    private final ReadRounds reads;
    private final GroupClock clock;
    private final Consumer<RaftGroup> onClosed;
    private final AtomicBoolean closed = new AtomicBoolean();

    RaftGroup(Parts parts, Consumer<RaftGroup> onClosed) {
        settings = parts.settings();
        node = parts.node();
        driver = parts.driver();
        meta = parts.meta();
        callbacks = parts.callbacks();
        proposals = new Proposals(settings, this::leader, callbacks);
        reads = new ReadRounds(settings, this::leader, callbacks);
        clock = new GroupClock(this, parts.log(), driver);
        this.onClosed = onClosed;
    }

    public RaftGroupSettings settings() {
        return settings;
    }

    public String groupId() {
        return settings.groupId();
    }

    /**
     * Proposes a command; the future completes once it is committed and applied on this replica.
     *
     * @param command belongs to raft until the future completes: do not change its bytes
     * @return fails with {@link NotLeaderException} or {@link OverloadedException} when nothing was proposed, with {@link
     *     OutcomeUnknownException} when it may still be committed, with {@link GroupFailedException} when this replica is
     *     out of service (then, too, it may be committed)
     * @throws IllegalArgumentException when the command is empty or larger than {@link #COMMAND_BYTES_MAX}
     */
    public CompletableFuture<Applied> propose(ByteBuffer command) {
        RaftException why = outOfService();
        return why == null ? proposals.propose(node, command) : CompletableFuture.failedFuture(why);
    }

    /** As {@link #propose(ByteBuffer)}. */
    public CompletableFuture<Applied> propose(byte[] command) {
        return propose(ByteBuffer.wrap(command));
    }

    /**
     * For a linearizable read: completes once this replica's machine holds everything committed before the call, with the
     * index it has reached at least. Works on followers too, who ask the leader. Costs one round to a majority, shared by
     * all callers.
     */
    public CompletableFuture<Long> readIndex() {
        RaftException why = outOfService();
        return why == null ? reads.join(node) : CompletableFuture.failedFuture(why);
    }

    private @Nullable RaftException outOfService() {
        if (closed.get()) {
            return new GroupFailedException("group " + groupId() + " is closed", null);
        }
        Throwable failure = driver.failure();
        return failure == null
                ? null
                : new GroupFailedException("group " + groupId() + " has failed: " + failure, failure);
    }

    public boolean isLeader() {
        return !closed.get() && node.isLeader(false);
    }

    /** host:port of the leader as this replica last heard; empty during an election. */
    public Optional<String> leader() {
        PeerId leader = node.getLeaderId();
        return leader == null || leader.isEmpty()
                ? Optional.empty()
                : Optional.of(leader.getEndpoint().toString());
    }

    public long term() {
        return meta.getTerm();
    }

    /** The last index that raft has applied here, its own entries included. */
    public long lastAppliedIndex() {
        return Math.max(clock.lastApplied(), driver.seen());
    }

    /** The last index that this replica knows to be committed. */
    public long committedIndex() {
        return Math.max(clock.committed(), driver.seen());
    }

    public GroupState state() {
        if (closed.get()) {
            return GroupState.CLOSED;
        }
        if (driver.failure() != null) {
            return GroupState.FAILED;
        }
        return switch (node.getNodeState()) {
            case STATE_LEADER -> GroupState.LEADER;
            case STATE_TRANSFERRING -> GroupState.TRANSFERRING;
            case STATE_CANDIDATE -> GroupState.CANDIDATE;
            case STATE_FOLLOWER, STATE_UNINITIALIZED -> GroupState.FOLLOWER;
            case STATE_ERROR -> GroupState.FAILED;
            case STATE_SHUTTING, STATE_SHUTDOWN, STATE_END -> GroupState.CLOSED;
        };
    }

    /** Voters in the newest configuration in this replica's log, sorted; empty on a replica nobody has added yet. */
    public List<String> peers() {
        return Peers.addresses(configuration().getConf().listPeers());
    }

    /** Learners in the newest configuration in this replica's log, sorted. */
    public List<String> learners() {
        return Peers.addresses(configuration().getConf().listLearners());
    }

    ConfigurationEntry configuration() {
        return NodeView.configuration(node);
    }

    /** Proposals that raft holds now. */
    public int inflightProposals() {
        return proposals.inflight();
    }

    /**
     * Takes a snapshot now, whatever the policy says; the log before the snapshot before it goes. At most one at a time:
     * a second one fails with {@link RaftRequestException}.
     */
    public CompletableFuture<Void> takeSnapshot() {
        CompletableFuture<Void> ready = new CompletableFuture<>();
        callbacks.execute(() -> {
            try {
                clock.awaitNoted();
                clock.refresh();
                ready.complete(null);
            } catch (InterruptedException | RuntimeException e) {
                ready.completeExceptionally(e);
            }
        });
        return ready.thenCompose(_ -> request("snapshot", node::snapshot));
    }

    /**
     * Puts this replica out of service for good, because its machine can no longer work though no callback told so: it
     * gives up leadership at once, so that another replica takes over, and the machine's onFailed is called. Returns
     * without waiting; a second call changes nothing.
     */
    public void fail(Throwable cause) {
        driver.fail(new IllegalStateException("group " + groupId() + " cannot go on: " + cause.getMessage(), cause));
        callbacks.execute(() -> {
            if (!closed.get()) {
                NodeView.fail(node, String.valueOf(cause.getMessage()));
            }
        });
    }

    /** Asks {@code peer} to take over; completes once this replica sees it lead, fails after an election timeout or two. */
    public CompletableFuture<Void> transferLeadership(String peer) {
        PeerId target = Peers.parse(peer);
        if (!isLeader()) {
            return CompletableFuture.failedFuture(proposals.notLeader());
        }
        CompletableFuture<Void> done = new CompletableFuture<>();
        callbacks.execute(() -> {
            Status status = node.transferLeadershipTo(target);
            if (status.isOk()) {
                awaitLeader(peer, done);
            } else {
                done.completeExceptionally(refusal("transfer to " + peer, status));
            }
        });
        return done;
    }

    private void awaitLeader(String peer, CompletableFuture<Void> done) {
        long deadline =
                System.nanoTime() + settings.electionTimeout().multipliedBy(2).toNanos();
        while (!leader().equals(Optional.of(peer))) {
            if (System.nanoTime() - deadline > 0 || closed.get()) {
                done.completeExceptionally(new RaftRequestException("group " + groupId() + ": " + peer
                        + " did not take over, the leader is " + leader().orElse("unknown")));
                return;
            }
            try {
                Thread.sleep(TRANSFER_POLL_MILLIS);
            } catch (InterruptedException e) {
                done.completeExceptionally(e);
                return;
            }
        }
        done.complete(null);
    }

    /** Adds a replica that receives the log but does not vote. */
    public CompletableFuture<Void> addLearner(String peer) {
        return request("add learner " + peer, done -> node.addLearners(List.of(Peers.parse(peer)), done));
    }

    public CompletableFuture<Void> removeLearner(String peer) {
        return request("remove learner " + peer, done -> node.removeLearners(List.of(Peers.parse(peer)), done));
    }

    /** Adds a voter; completes once it has caught up and counts. Not for a learner: see {@link #changePeers}. */
    public CompletableFuture<Void> addPeer(String peer) {
        return nudged(request("add peer " + peer, done -> node.addPeer(Peers.parse(peer), done)));
    }

    public CompletableFuture<Void> removePeer(String peer) {
        return request("remove peer " + peer, done -> node.removePeer(Peers.parse(peer), done));
    }

    /**
     * Makes exactly these the voters, in one joint change. Learners among them are promoted (raft wants them out of the
     * learners first, so that is done in a step before); other learners stay.
     */
    public CompletableFuture<Void> changePeers(List<String> peers) {
        Configuration target = Peers.configuration(peers);
        List<PeerId> promoted = new ArrayList<>();
        for (PeerId learner : configuration().getConf().listLearners()) {
            if (target.contains(learner)) {
                promoted.add(learner);
            } else {
                target.addLearner(learner);
            }
        }
        CompletableFuture<Void> free = promoted.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : request("promote " + promoted, done -> node.removeLearners(promoted, done));
        return nudged(
                free.thenCompose(_ -> request("change peers to " + peers, done -> node.changePeers(target, done))));
    }

    /**
     * JRaft (1.4.1) waits for a new voter to answer an append, and starts to wait only after the first append went out:
     * when the answer is faster, an idle group waits for ever. Entries without content, which no machine sees, give it
     * more answers to wait for.
     */
    private CompletableFuture<Void> nudged(CompletableFuture<Void> change) {
        callbacks.execute(() -> {
            try {
                Thread.sleep(NUDGE_MILLIS);
                while (!change.isDone() && isLeader()) {
                    node.apply(new Task(ByteBuffer.allocate(0), null));
                    Thread.sleep(NUDGE_MILLIS);
                }
            } catch (InterruptedException | RuntimeException e) {
                LOG.debug("group {}: no more nudges: {}", groupId(), e.toString());
            }
        });
        return change;
    }

    private CompletableFuture<Void> request(String what, Consumer<Closure> call) {
        RaftException why = outOfService();
        if (why != null) {
            return CompletableFuture.failedFuture(why);
        }
        CompletableFuture<Void> future = new CompletableFuture<>();
        try {
            call.accept(status -> callbacks.execute(() -> {
                if (status.isOk()) {
                    future.complete(null);
                } else {
                    future.completeExceptionally(refusal(what, status));
                }
            }));
        } catch (IllegalStateException e) {
            future.completeExceptionally(new RaftRequestException("group " + groupId() + ": " + what + ": " + e));
        }
        return future;
    }

    private RaftException refusal(String what, Status status) {
        return status.getRaftError() == RaftError.EPERM && !node.isLeader(false)
                ? proposals.notLeader()
                : new RaftRequestException("group " + groupId() + ": " + what + ": " + status);
    }

    Node node() {
        return node;
    }

    /** Called by the host every {@link RaftHost#TICK_MILLIS}; never waits. */
    void tick(long nowNanos) {
        proposals.expire(nowNanos);
        clock.tick(nowNanos, callbacks);
    }

    /** Stops this replica; what is in flight fails with {@link OutcomeUnknownException}. The log stays. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        stop(node, groupId());
        proposals.failAll(new OutcomeUnknownException("group " + groupId() + " was closed", null));
        reads.failAll(new GroupFailedException("group " + groupId() + " was closed", null));
        onClosed.accept(this);
    }

    /** Waits for a bounded time only: a machine that hangs must not keep the process from ending. */
    static void stop(Node node, String groupId) {
        node.shutdown(null);
        Thread joiner = Thread.ofVirtual().name("raft-join-" + groupId).start(() -> {
            try {
                node.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            if (!joiner.join(CLOSE_TIMEOUT)) {
                LOG.warn("group {} did not stop within {} s", groupId, CLOSE_TIMEOUT.toSeconds());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return "RaftGroup[" + groupId() + ", " + state() + ", term " + term() + "]";
    }
}
