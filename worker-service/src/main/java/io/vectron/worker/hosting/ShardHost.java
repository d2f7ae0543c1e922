package io.vectron.worker.hosting;

import io.vectron.drift.DriftResources;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.raft.RaftHost;
import io.vectron.worker.shard.DataDirectoryException;
import io.vectron.worker.shard.ReplicaSettings;
import io.vectron.worker.shard.ShardDirectory;
import io.vectron.worker.shard.ShardReplica;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replicas that run here.
 *
 * <p>At start, every replica on disk is opened with its stored assignment, so a worker serves even while the placement
 * driver is away. Then {@link #reconcile} makes the set equal to each newer list of assignments: starts what is missing,
 * updates epochs, and deletes what is no longer assigned.
 *
 * <p>Concurrency: {@code running} and {@code broken} are concurrent maps that any thread reads. Opening, reconciling and
 * closing exclude each other through the monitor, and starts run on a small pool meanwhile; after {@link #close} nothing
 * is started any more.
 */
public final class ShardHost implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardHost.class);
    private static final int START_THREADS = 4;
    private static final long LEADER_TRANSFER_MILLIS_MAX = 5_000;

    private final WorkerDirectory directory;
    private final ReplicaSettings settings;
    private final DriftResources resources;
    private final RaftHost raft;
    private final Runnable roleChanged;
    private final ConcurrentMap<Long, ShardReplica> running = new ConcurrentHashMap<>();
    /** Assigned replicas that could not be started, with the reason; {@link #reconcile} tries them again. */
    private final ConcurrentMap<Long, BrokenReplica> broken = new ConcurrentHashMap<>();

    private volatile boolean recovered;
    /** Replicas that are no longer assigned and whose files or log could not be deleted yet. Guarded by this. */
    private final Map<Long, ShardDirectory> doomed = new HashMap<>();

    private boolean closed; // guarded by this

    private record BrokenReplica(Assignment assignment, String reason) {}

    public ShardHost(
            WorkerDirectory directory,
            ReplicaSettings settings,
            DriftResources resources,
            RaftHost raft,
            Runnable roleChanged) {
        this.directory = directory;
        this.settings = settings;
        this.resources = resources;
        this.raft = raft;
        this.roleChanged = roleChanged;
    }

    /**
     * Opens every replica on disk.
     *
     * @throws DataDirectoryException or the engine's exception when one is damaged: a worker does not start over data
     *     that it cannot read, because its operator has to know
     */
    public synchronized void openStored() throws IOException {
        directory.emptyTrash();
        List<Assignment> stored = new ArrayList<>();
        for (ShardDirectory shard : directory.shards()) {
            Optional<Assignment> assignment = ShardReplica.storedAssignment(shard);
            if (assignment.isEmpty()) {
                // a crash between making the directory and writing the assignment: nothing was ever stored in it
                directory.discard(shard);
            } else {
                stored.add(assignment.get());
            }
        }
        destroyOrphanLogs(stored);
        startAll(stored);
        if (!broken.isEmpty()) {
            BrokenReplica first = broken.values().iterator().next();
            throw new DataDirectoryException(
                    directory
                            .shard(
                                    first.assignment().getCollection(),
                                    first.assignment().getShard().getId())
                            .root(),
                    "cannot be opened: " + first.reason());
        }
        recovered = true;
    }

    /** Finishes what a crash interrupted: logs of replicas whose files had gone to the trash. */
    private void destroyOrphanLogs(List<Assignment> stored) {
        Set<Long> kept = new HashSet<>();
        stored.forEach(assignment -> kept.add(assignment.getShard().getId()));
        for (long logId : raft.storedLogIds()) {
            if (!kept.contains(logId)) {
                LOG.info("destroying the log of shard {}, which has no files any more", logId);
                raft.destroyGroup(logId);
            }
        }
    }

    /**
     * Makes the running replicas equal to the complete list of this worker's assignments.
     *
     * @return false when something of it failed and the same list should be given again later
     */
    public synchronized boolean reconcile(List<Assignment> assignments) {
        if (closed) {
            return false;
        }
        Map<Long, Assignment> wanted = new HashMap<>();
        assignments.forEach(a -> wanted.put(a.getShard().getId(), a));
        boolean complete = removeUnwanted(wanted.keySet());
        List<Assignment> missing = new ArrayList<>();
        for (Assignment assignment : wanted.values()) {
            ShardReplica replica = running.get(assignment.getShard().getId());
            if (replica != null) {
                complete &= reassign(replica, assignment);
            } else if (!doomed.containsKey(assignment.getShard().getId())) {
                // assigned again, but started only over clean ground
                missing.add(assignment);
            }
        }
        startAll(missing);
        // also when replicas only went away: whoever watches them must forget them
        roleChanged.run();
        return complete && broken.isEmpty();
    }

    private boolean removeUnwanted(Set<Long> wanted) {
        for (ShardReplica replica : List.copyOf(running.values())) {
            if (!wanted.contains(replica.shardId())) {
                running.remove(replica.shardId());
                replica.close();
                doomed.put(replica.shardId(), replica.directory());
            }
        }
        for (Map.Entry<Long, BrokenReplica> entry : Map.copyOf(broken).entrySet()) {
            if (!wanted.contains(entry.getKey())) {
                broken.remove(entry.getKey());
                String collection = entry.getValue().assignment().getCollection();
                doomed.put(entry.getKey(), directory.shard(collection, entry.getKey()));
            }
        }
        doomed.entrySet().removeIf(entry -> discard(entry.getKey(), entry.getValue()));
        return doomed.isEmpty();
    }

    /** The files first: a replica without its log would be a voter that has forgotten its votes. */
    private boolean discard(long shardId, ShardDirectory files) {
        try {
            if (Files.exists(files.root())) {
                directory.discard(files);
            }
            raft.destroyGroup(shardId);
            directory.emptyTrash();
            LOG.info("deleted shard {}, which is no longer assigned here", shardId);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "shard {} was not deleted whole; the next list of assignments, or the next start, tries again",
                    shardId,
                    e);
            return false;
        }
    }

    private boolean reassign(ShardReplica replica, Assignment assignment) {
        try {
            replica.reassign(assignment);
            return true;
        } catch (IOException e) {
            LOG.error("cannot store the new assignment of shard {}; it keeps the old one", replica.shardId(), e);
            return false;
        }
    }

    private void startAll(Collection<Assignment> assignments) {
        if (assignments.isEmpty()) {
            return;
        }
        try (ExecutorService starters = Executors.newFixedThreadPool(
                Math.min(START_THREADS, assignments.size()),
                Thread.ofPlatform().name("shard-start-", 0).factory())) {
            List<Future<?>> starting = new ArrayList<>();
            for (Assignment assignment : assignments) {
                starting.add(starters.submit(() -> start(assignment)));
            }
            for (Future<?> start : starting) {
                await(start);
            }
        }
        roleChanged.run();
    }

    private static void await(Future<?> start) {
        try {
            start.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private void start(Assignment assignment) {
        long id = assignment.getShard().getId();
        ShardDirectory shard = directory.shard(assignment.getCollection(), id);
        try {
            running.put(id, ShardReplica.start(shard, assignment, settings, resources, raft, roleChanged));
            broken.remove(id);
        } catch (IOException | RuntimeException e) {
            LOG.error("cannot start the replica of shard {} in {}", id, shard.root(), e);
            broken.put(id, new BrokenReplica(assignment, String.valueOf(e.getMessage())));
        }
    }

    /**
     * @throws VectronException SHARD_NOT_FOUND when the shard does not run here
     */
    public ShardReplica replica(long shardId) {
        ShardReplica replica = running.get(shardId);
        if (replica == null) {
            throw new VectronException(
                    ErrorCode.SHARD_NOT_FOUND,
                    "shard " + shardId + " does not run on worker " + directory.workerId(),
                    Map.of("shard", Long.toString(shardId), "worker", directory.workerId()));
        }
        return replica;
    }

    /** The replicas that run. */
    public List<ShardReplica> replicas() {
        return List.copyOf(running.values());
    }

    /** Why replicas that are assigned here do not run, by shard. */
    public Map<Long, String> failures() {
        Map<Long, String> reasons = new TreeMap<>();
        broken.forEach((id, replica) -> reasons.put(id, replica.reason()));
        return reasons;
    }

    /** Whether the replicas that were on disk at the start have been opened. */
    public boolean isRecovered() {
        return recovered;
    }

    public List<ReplicaFacts> facts() {
        List<ReplicaFacts> facts = new ArrayList<>();
        for (ShardReplica replica : running.values()) {
            facts.add(facts(replica));
        }
        broken.forEach((id, replica) -> facts.add(ReplicaFacts.newBuilder()
                .setShardId(id)
                .setEpoch(replica.assignment().getShard().getEpoch())
                .setRole(ReplicaRole.REPLICA_ROLE_FAILED)
                .setFailure(replica.reason())
                .build()));
        return facts;
    }

    private static ReplicaFacts facts(ShardReplica replica) {
        try {
            return replica.facts();
        } catch (RuntimeException e) {
            // closed since it was listed
            return ReplicaFacts.newBuilder()
                    .setShardId(replica.shardId())
                    .setEpoch(replica.assignment().getShard().getEpoch())
                    .setRole(ReplicaRole.REPLICA_ROLE_FAILED)
                    .setFailure(String.valueOf(e.getMessage()))
                    .build();
        }
    }

    /** Hands every leadership to another replica, as far as that succeeds within a few seconds. */
    public void giveUpLeaderships() {
        List<CompletableFuture<Void>> transfers =
                running.values().stream().map(ShardReplica::giveUpLeadership).toList();
        try {
            CompletableFuture.allOf(transfers.toArray(CompletableFuture[]::new))
                    .get(LEADER_TRANSFER_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("not every leadership was handed over: {}", e.toString());
        }
    }

    /** Flushes and closes all replicas. */
    @Override
    public synchronized void close() {
        closed = true;
        for (ShardReplica replica : running.values()) {
            try {
                replica.flush();
            } catch (RuntimeException e) {
                LOG.warn("shard {} was not flushed; its log is replayed at the next start", replica.shardId(), e);
            }
        }
        running.values().forEach(ShardReplica::close);
        running.clear();
    }
}
