package io.vectron.worker.shard;

import io.vectron.drift.DescribeLimits;
import io.vectron.drift.Drift;
import io.vectron.drift.DriftException;
import io.vectron.drift.DriftResources;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.DriftStats;
import io.vectron.drift.IndexDescription;
import io.vectron.drift.Metric;
import io.vectron.drift.Row;
import io.vectron.drift.SearchRequest;
import io.vectron.drift.SearchResult;
import io.vectron.drift.WriteAvailability;
import io.vectron.drift.WriteStatus;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Epochs;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.proto.v1.Epoch;
import io.vectron.raft.GroupState;
import io.vectron.raft.RaftGroup;
import io.vectron.raft.RaftGroupSettings;
import io.vectron.raft.RaftHost;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running replica of one shard.
 *
 * <p>Concurrency: safe for use by any thread. {@code assignment} and {@code failure} are published by volatile writes;
 * the rest is final. {@link #close} may be called while calls are in flight; those then fail.
 */
public final class ShardReplica implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardReplica.class);
    private static final double P99 = 0.99;

    private final ShardDirectory directory;
    private final ShardMachine machine;
    private final RaftGroup group;
    private final Runnable roleChanged;
    private final LongAdder searches = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LatencyHistogram searchLatency = new LatencyHistogram();
    private final RateMeter searchRate = new RateMeter(searches);
    private final RateMeter writeRate = new RateMeter(writes);
    private volatile Assignment assignment;
    private volatile @Nullable Throwable failure;

    private ShardReplica(
            ShardDirectory directory,
            Assignment assignment,
            ReplicaSettings settings,
            DriftResources resources,
            RaftHost host,
            Runnable roleChanged)
            throws IOException {
        this.directory = directory;
        this.assignment = assignment;
        this.roleChanged = roleChanged;
        DriftSettings engine = DriftSettings.of(assignment.getDimension(), engineMetric(assignment))
                .withMemtableBytesMax(settings.memtableBytesMax());
        this.machine = ShardMachine.open(directory, engine, resources, new ShardMachine.Listener() {
            @Override
            public void roleChanged() {
                ShardReplica.this.roleChanged.run();
            }

            @Override
            public void failed(Throwable cause) {
                fail(cause);
            }
        });
        this.group = join(host, settings);
        machine.onEngineStopped(group::fail);
    }

    /**
     * Starts the replica of a new assignment; its data is made or recovered.
     *
     * @throws DriftException when the data is damaged or was written with other settings
     */
    public static ShardReplica start(
            ShardDirectory directory,
            Assignment assignment,
            ReplicaSettings settings,
            DriftResources resources,
            RaftHost host,
            Runnable roleChanged)
            throws IOException {
        Files.createDirectories(directory.root());
        AssignmentFile.write(directory.assignment(), assignment);
        return new ShardReplica(directory, assignment, settings, resources, host, roleChanged);
    }

    /** The assignment that a directory was started with; empty when it never was. */
    public static Optional<Assignment> storedAssignment(ShardDirectory directory) throws IOException {
        return Files.exists(directory.assignment())
                ? Optional.of(AssignmentFile.read(directory.assignment()))
                : Optional.empty();
    }

    private RaftGroup join(RaftHost host, ReplicaSettings settings) throws IOException {
        try {
            Files.createDirectories(directory.snapshots());
            return host.join(raftSettings(settings), machine);
        } catch (IOException | RuntimeException e) {
            // the engine holds its directory's lock: the next try must find it free
            machine.close();
            throw e;
        }
    }

    private RaftGroupSettings raftSettings(ReplicaSettings settings) {
        List<String> founders = assignment.getFounding()
                ? assignment.getShard().getReplicasList().stream()
                        .map(Replica::getRaftAddress)
                        .toList()
                : List.of();
        return RaftGroupSettings.of("shard-" + shardId(), shardId(), founders, directory.snapshots())
                .withElectionTimeout(settings.electionTimeout())
                .withSnapshotPolicy(settings.snapshotPolicy());
    }

    private static Metric engineMetric(Assignment assignment) {
        return switch (assignment.getMetric()) {
            case METRIC_L2 -> Metric.L2;
            case METRIC_COSINE -> Metric.COSINE;
            case METRIC_DOT -> Metric.DOT;
            case METRIC_UNSPECIFIED, UNRECOGNIZED ->
                throw new IllegalArgumentException("assignment of shard "
                        + assignment.getShard().getId() + " has the metric " + assignment.getMetric());
        };
    }

    public long shardId() {
        return assignment.getShard().getId();
    }

    public Assignment assignment() {
        return assignment;
    }

    public ShardDirectory directory() {
        return directory;
    }

    /** Takes a newer epoch of the same shard. */
    public void reassign(Assignment newer) throws IOException {
        if (!newer.equals(assignment)) {
            AssignmentFile.write(directory.assignment(), newer);
            assignment = newer;
        }
    }

    /**
     * @throws VectronException STALE_EPOCH when the caller's map of this shard is not this replica's, SHARD_FAILED when
     *     it cannot answer at all
     */
    public void check(Epoch epoch) {
        Throwable cause = failure;
        if (cause != null) {
            throw new VectronException(
                    ErrorCode.SHARD_FAILED,
                    "the replica of shard " + shardId() + " failed: " + cause.getMessage(),
                    Map.of("shard", Long.toString(shardId())),
                    cause);
        }
        Epoch own = assignment.getShard().getEpoch();
        if (!own.equals(epoch)) {
            throw new VectronException(
                    ErrorCode.STALE_EPOCH,
                    "shard " + shardId() + " has epoch " + Epochs.show(own) + ", the request " + Epochs.show(epoch),
                    Map.of(
                            "shard", Long.toString(shardId()),
                            "expected", Epochs.show(own),
                            "found", Epochs.show(epoch)));
        }
    }

    /**
     * Writes the operations in order.
     *
     * @param deadlineNanos of {@link System#nanoTime}
     * @return the sequence of the last of them, once all are applied here and on the disks of a majority
     * @throws VectronException when an operation does not fit the collection, or STORAGE_FULL, and nothing was proposed; or
     *     OUTCOME_UNKNOWN
     * @throws io.vectron.raft.RaftException when nothing was proposed
     */
    public long write(List<WriteOp> ops, long deadlineNanos) {
        List<byte[]> commands = ShardCommands.encode(ops, assignment.getDimension(), assignment.getMetric());
        checkRoom();
        long sequence = new Proposer(group::propose, deadlineNanos).proposeAll(commands);
        writes.add(ops.size());
        return sequence;
    }

    /**
     * What is proposed would fill the disk further: it goes into Raft's log, and waits in memory for a flush that finds no
     * room. So it is refused before it is in the log, where nothing can refuse it any more.
     */
    private void checkRoom() {
        WriteStatus status = stats().writes();
        // A follower has a better answer: who leads.
        if (status.availability() == WriteAvailability.FULL && group.isLeader()) {
            throw new VectronException(
                    ErrorCode.STORAGE_FULL,
                    "the disk of shard " + shardId() + "'s leader is full: " + status.cause(),
                    Map.of("shard", Long.toString(shardId())));
        }
    }

    /** The sequence that a read which starts now must see; completes once this replica has applied it. */
    public CompletableFuture<Long> readIndex() {
        return group.readIndex();
    }

    public boolean awaitApplied(long sequence, long deadlineNanos) throws InterruptedException {
        return machine.awaitApplied(sequence, deadlineNanos);
    }

    public SearchResult search(SearchRequest request) {
        long start = System.nanoTime();
        SearchResult result = machine.read(drift -> drift.search(request));
        searchLatency.record(System.nanoTime() - start);
        searches.increment();
        return result;
    }

    public Optional<Row> get(byte[] id) {
        return machine.read(drift -> drift.get(id));
    }

    /** The inside of this replica's index; reads rows, see {@link Drift#describe}. */
    public IndexDescription describe(DescribeLimits limits) {
        return machine.read(drift -> drift.describe(limits));
    }

    public long appliedSequence() {
        return WireSequences.of(machine.read(Drift::appliedSequence));
    }

    public boolean isLeader() {
        return failure == null && group.isLeader();
    }

    public Optional<String> leader() {
        return group.leader();
    }

    /** Hands leadership to another voter, if this replica leads and there is one. */
    public CompletableFuture<Void> giveUpLeadership() {
        if (!isLeader()) {
            return CompletableFuture.completedFuture(null);
        }
        String self = group.leader().orElse("");
        return group.peers().stream()
                .filter(peer -> !peer.equals(self))
                .findFirst()
                .map(group::transferLeadership)
                .orElseGet(() -> CompletableFuture.completedFuture(null));
    }

    /**
     * A glance at the engine.
     *
     * @throws DriftException when the engine has stopped after a failure
     */
    public DriftStats stats() {
        return machine.read(Drift::stats);
    }

    /** What the heartbeat says of this replica. */
    public ReplicaFacts facts() {
        ReplicaFacts.Builder facts = ReplicaFacts.newBuilder()
                .setShardId(shardId())
                .setEpoch(assignment.getShard().getEpoch())
                .setRole(role())
                .setTerm(group.term())
                .setSearchesPerSecond(searchRate.read())
                .setWritesPerSecond(writeRate.read())
                .setSearchP99Micros(searchLatency.drainPercentile(P99));
        try {
            addEngineFacts(facts);
        } catch (DriftException e) {
            // an engine that is in doubt of its memory refuses even its figures
            facts.setRole(ReplicaRole.REPLICA_ROLE_FAILED).setFailure(String.valueOf(e.getMessage()));
        }
        Throwable cause = failure;
        return cause == null
                ? facts.build()
                : facts.setFailure(String.valueOf(cause.getMessage())).build();
    }

    private void addEngineFacts(ReplicaFacts.Builder facts) {
        DriftStats stats = stats();
        if (stats.writes().availability() == WriteAvailability.STOPPED) {
            // a moment ago, and the group does not know yet
            facts.setRole(ReplicaRole.REPLICA_ROLE_FAILED)
                    .setFailure(stats.writes().cause());
        }
        facts.setAppliedSequence(WireSequences.of(stats.appliedSequence()))
                .setDurableSequence(WireSequences.of(stats.durableSequence()))
                .setPoints(stats.rows())
                .setSizeBytes(stats.diskBytes())
                .setMemtableBytes(stats.memtableBytes())
                .setSegments(stats.segments())
                .setBuckets(stats.buckets());
    }

    private ReplicaRole role() {
        GroupState state = group.state();
        if (failure != null || !state.isHealthy()) {
            return ReplicaRole.REPLICA_ROLE_FAILED;
        }
        return switch (state) {
            case LEADER -> ReplicaRole.REPLICA_ROLE_LEADER;
            case FOLLOWER, CANDIDATE, TRANSFERRING -> ReplicaRole.REPLICA_ROLE_FOLLOWER;
            case FAILED, CLOSED -> ReplicaRole.REPLICA_ROLE_FAILED;
        };
    }

    private void fail(Throwable cause) {
        LOG.error("the replica of shard {} failed and stops", shardId(), cause);
        failure = cause;
        roleChanged.run();
    }

    /** Makes everything applied durable, so that the next start replays nothing; best effort. */
    public void flush() {
        if (failure == null) {
            machine.flush();
        }
    }

    @Override
    public void close() {
        group.close();
        machine.close();
    }
}
