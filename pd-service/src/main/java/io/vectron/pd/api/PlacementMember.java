package io.vectron.pd.api;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.pd.soft.Tenure;
import io.vectron.pd.state.Outcome;
import io.vectron.pd.state.PlacementMachine;
import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.InitCluster;
import io.vectron.proto.internal.v1.PlacementCommand;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.raft.Applied;
import io.vectron.raft.RaftGroup;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This member's part in the placement driver: the state it has, the tenure while it leads, proposals and reads.
 *
 * <p>Concurrency: {@code tenure}, {@code failure} and {@code stopping} are written under the monitor, by raft's callbacks
 * and by the orderly stop; everybody reads them. {@code members} is written once more when the gRPC port is known.
 * Callers block on raft's futures, which is what their virtual threads are for.
 *
 * <p>Invariants: at most one tenure is open, and it is the one in {@code tenure}; none is open after a failure.
 */
public final class PlacementMember implements PlacementMachine.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(PlacementMember.class);
    /** A quarter of the shortest time after which a worker may count as down. */
    private static final Duration TICK = Duration.ofMillis(125);

    /**
     * @param workerDownAfter silence after which a worker is shown as down
     * @param requestTimeout longest wait for raft in one call
     * @param keepAlive pause after which an idle watch gets an empty event
     */
    public record Timing(Duration workerDownAfter, Duration requestTimeout, Duration keepAlive) {}

    private final Timing timing;
    private final LongSupplier nanoTime;
    private final Consumer<String> clusterKnown;
    private final PlacementMachine machine = new PlacementMachine(this);
    private final CompletableFuture<RaftGroup> joined = new CompletableFuture<>();
    private volatile Members members;
    private volatile @Nullable Tenure tenure;
    private volatile @Nullable Throwable failure;
    private volatile boolean stopping;

    /** @param clusterKnown told the cluster's id before anybody acts on it; what it throws fails this member */
    public PlacementMember(Members members, Timing timing, LongSupplier nanoTime, Consumer<String> clusterKnown) {
        this.clusterKnown = clusterKnown;
        this.members = members;
        this.timing = timing;
        this.nanoTime = nanoTime;
    }

    /** For {@link io.vectron.raft.RaftHost#join}. */
    public PlacementMachine machine() {
        return machine;
    }

    /** Once, when the group is joined. */
    public void joined(RaftGroup group) {
        joined.complete(group);
    }

    /** Once, when the gRPC server has its port. */
    public void servesAt(int port) {
        members = members.withOwnPort(port);
    }

    /** Why raft gave this member up, if it did. */
    public Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    public Members members() {
        return members;
    }

    Timing timing() {
        return timing;
    }

    /** The state as this member has it, which may be behind the leader's. */
    public PlacementState localState() {
        return machine.state();
    }

    /**
     * The state with everything that was acknowledged before this call, by anyone.
     *
     * @throws VectronException NOT_LEADER or PLACEMENT_UNAVAILABLE
     */
    PlacementState currentState() {
        await(group().readIndex(), "read", ErrorCode.PLACEMENT_UNAVAILABLE);
        return machine.state();
    }

    /**
     * The state's answer to the command, committed and applied here.
     *
     * @throws VectronException OUTCOME_UNKNOWN when it may be committed without this member knowing, which must not be
     *     repeated blindly: a repeated create would meet its own first attempt
     */
    Outcome propose(PlacementCommand command) {
        byte[] bytes = command.toByteArray();
        if (bytes.length > RaftGroup.COMMAND_BYTES_MAX) {
            throw new VectronException(
                    ErrorCode.INVALID_SHARD_COUNT,
                    "the placement takes " + bytes.length + " bytes, at most " + RaftGroup.COMMAND_BYTES_MAX
                            + " fit a command; ask for fewer shards or replicas",
                    Map.of("bytes", Integer.toString(bytes.length)));
        }
        Applied applied = await(group().propose(bytes), "command", ErrorCode.OUTCOME_UNKNOWN);
        Outcome outcome = applied.resultAs(Outcome.class);
        if (outcome == null) {
            throw new IllegalStateException("the state machine gave no outcome at index " + applied.index());
        }
        return outcome;
    }

    /** @param ifUnanswered what it means to the caller that raft timed out, failed or closed without an answer */
    private <T> T await(CompletableFuture<T> future, String what, ErrorCode ifUnanswered) {
        try {
            return future.get(timing.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw RaftErrors.toVectron(cause, "placement " + what, leaderAddress(), ifUnanswered);
        } catch (TimeoutException e) {
            throw new VectronException(
                    ifUnanswered,
                    "placement " + what + ": no answer from raft within "
                            + timing.requestTimeout().toMillis() + " ms",
                    Map.of("leader", leaderAddress()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new VectronException(ifUnanswered, "placement " + what + ": interrupted", Map.of(), e);
        }
    }

    private RaftGroup group() {
        RaftGroup group = joined.getNow(null);
        if (group == null) {
            throw new VectronException(ErrorCode.NOT_READY, "placement driver " + members.self() + " is starting");
        }
        return group;
    }

    /** @throws VectronException NOT_LEADER unless this member leads */
    Tenure lead() {
        return tenure().orElseThrow(this::notLeader);
    }

    /** The open tenure, while this member leads. */
    Optional<Tenure> tenure() {
        return Optional.ofNullable(tenure).filter(current -> !current.isClosed());
    }

    VectronException notLeader() {
        Throwable broken = failure;
        if (broken != null) {
            return new VectronException(
                    ErrorCode.PLACEMENT_UNAVAILABLE,
                    "placement driver " + members.self() + " failed and must be restarted: " + broken.getMessage());
        }
        if (stopping) {
            return new VectronException(
                    ErrorCode.NOT_READY, "placement driver " + members.self() + " is stopping", leaderValues());
        }
        String leader = leaderAddress();
        return new VectronException(
                ErrorCode.NOT_LEADER,
                "placement driver " + members.self() + " does not lead; "
                        + (leader.isEmpty() ? "no leader is known" : "the leader is at " + leader),
                leaderValues());
    }

    private Map<String, String> leaderValues() {
        String leader = leaderAddress();
        return leader.isEmpty() ? Map.of() : Map.of("leader", leader);
    }

    /** The map in figures, as this member has it. */
    public record Figures(String clusterId, long revision, int collections, int shards) {}

    public Figures figures() {
        PlacementState state = machine.state();
        return new Figures(
                state.clusterId(),
                state.revision(),
                state.collections().size(),
                state.shards().size());
    }

    /** host:port of this member's own gRPC service. */
    public String address() {
        Members now = members;
        return now.address(now.self()).orElseThrow();
    }

    public boolean isLeading() {
        return tenure().isPresent();
    }

    public boolean isStopping() {
        return stopping;
    }

    /** Of this member's leadership; 0 while it does not lead. */
    public long term() {
        return tenure().map(Tenure::term).orElse(0L);
    }

    /** Shards whose leader is not known; 0 unless this member leads. O(shards). */
    public long leaderlessShards() {
        return tenure().map(leading -> leading.read(facts -> machine.state().shards().keySet().stream()
                        .filter(id -> facts.leaderOf(id).isEmpty())
                        .count()))
                .orElse(0L);
    }

    /** Workers that are shown in this state; 0 unless this member leads. */
    public long workersIn(WorkerState wanted) {
        return tenure().map(leading -> leading.read(facts -> machine.state().workers().values().stream()
                        .filter(worker -> facts.stateOf(worker) == wanted)
                        .count()))
                .orElse(0L);
    }

    /** Services that announced themselves lately; 0 unless this member leads. */
    public int announcedInstances() {
        return tenure().map(leading -> leading.instances().size()).orElse(0);
    }

    /** Raft address of the leader, or an empty string. */
    public String leaderRaftAddress() {
        if (tenure().isPresent()) {
            return members.self();
        }
        RaftGroup group = joined.getNow(null);
        String known = group == null ? "" : group.leader().orElse("");
        // raft may still name this member while its leadership begins or ends: whoever is sent here would come back
        return known.equals(members.self()) ? "" : known;
    }

    /** gRPC address of the leader, or an empty string. */
    String leaderAddress() {
        String raftAddress = leaderRaftAddress();
        Optional<String> address = members.address(raftAddress);
        return address.orElse("");
    }

    /** Ends the watches and answers NOT_READY from now on; the first step of an orderly stop. */
    public synchronized void stopServing() {
        stopping = true;
        leadershipLost();
    }

    @Override
    public void stateChanged(PlacementState state) {
        clusterKnown.accept(state.clusterId());
        Tenure current = tenure;
        if (current != null) {
            current.signal();
        }
    }

    @Override
    public synchronized void leadershipGained(long term) {
        // raft may begin a term without having told of the end of the one before
        leadershipLost();
        if (stopping) {
            return;
        }
        LOG.info("{} leads the placement driver in term {}", members.self(), term);
        Tenure next = new Tenure(term, machine::state, timing.workerDownAfter(), nanoTime);
        tenure = next;
        next.startTicking(TICK, () -> initCluster(next));
    }

    /** The first leader gives the cluster its id, on the tenure's own thread: raft's must not wait for raft. */
    private void initCluster(Tenure of) {
        if (!machine.state().clusterId().isEmpty() || of.isClosed() || !joined.isDone()) {
            return;
        }
        String id = UUID.randomUUID().toString();
        try {
            propose(PlacementCommand.newBuilder()
                    .setInitCluster(InitCluster.newBuilder().setClusterId(id))
                    .build());
            LOG.info("cluster {} was made", machine.state().clusterId());
        } catch (VectronException e) {
            // the next tick tries again while this member leads; the state keeps the first id that is committed
            LOG.warn("the cluster's id could not be committed in {}: {}", of, e.getMessage());
        }
    }

    @Override
    public synchronized void leadershipLost() {
        Tenure current = tenure;
        tenure = null;
        if (current != null) {
            LOG.info("{} leads the placement driver no more: {}", members.self(), current);
            current.close();
        }
    }

    @Override
    public synchronized void failed(Throwable cause) {
        LOG.error("placement driver {} failed and must be restarted", members.self(), cause);
        failure = cause;
        leadershipLost();
    }
}
