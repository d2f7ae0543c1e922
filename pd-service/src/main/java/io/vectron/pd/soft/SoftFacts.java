package io.vectron.pd.soft;

import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one tenure: workers by their heartbeats, and from these the leader of each shard.
 *
 * <p>The leader of a shard is the live replica that reports the role LEADER at the highest term. A shard without one gets
 * an entry with an empty worker id once the facts have settled, that is when every worker was heard or had its time to
 * be; until then its leader is merely not known yet and nobody is told anything.
 *
 * <p>Every change of what is shown gets a number, {@link #version()}, so that those who watch ask for what is newer than
 * they have.
 *
 * <p>Concurrency: not thread-safe; {@link Tenure} guards it. Invariants: every leader entry's shard is, or lately was, in
 * the state; a non-empty entry names a live worker as of the last call; no entry is newer than the version.
 */
public final class SoftFacts {
    private record Shown<T>(long version, T value) {}

    private final long downAfterNanos;
    private final long startNanos;
    private final SortedMap<String, WorkerFacts> workers = new TreeMap<>();
    private final SortedMap<String, Shown<WorkerState>> workerStates = new TreeMap<>();
    private final SortedMap<Long, Shown<ShardLeader>> leaders = new TreeMap<>();
    private boolean settled;
    private long version = 1;

    public SoftFacts(PlacementState state, Duration downAfter, long now) {
        this.downAfterNanos = downAfter.toNanos();
        this.startNanos = now;
        state.workers().keySet().forEach(id -> workers.put(id, WorkerFacts.knownBefore(now)));
        tick(state, now);
    }

    /** Grows with every change of a shown worker state or leader. */
    public long version() {
        return version;
    }

    /** Whether every worker was heard, or had the time after which it counts as down. */
    public boolean isSettled() {
        return settled;
    }

    public Optional<WorkerFacts> worker(String id) {
        return Optional.ofNullable(workers.get(id));
    }

    /** The state to show: the replicated one, overlaid by JOINING or DOWN. */
    public WorkerState stateOf(Worker worker) {
        Shown<WorkerState> shown = workerStates.get(worker.getId());
        // a worker that is in the state but not here was registered a moment ago: its facts follow
        return shown == null ? WorkerState.WORKER_STATE_JOINING : shown.value();
    }

    /** The live leader of the shard. */
    public Optional<ShardLeader> leaderOf(long shardId) {
        return Optional.ofNullable(leaders.get(shardId))
                .map(Shown::value)
                .filter(leader -> !leader.getWorkerId().isEmpty());
    }

    /** What the worker last said of its replica of the shard; empty when it is down or never said anything. */
    public Optional<ReplicaFacts> replica(String workerId, long shardId) {
        WorkerFacts facts = workers.get(workerId);
        Shown<WorkerState> shown = workerStates.get(workerId);
        if (facts == null || shown == null) {
            return Optional.empty();
        }
        return switch (shown.value()) {
            case WORKER_STATE_READY, WORKER_STATE_DRAINING ->
                Optional.ofNullable(facts.replicas().get(shardId));
            default -> Optional.empty();
        };
    }

    /** Leaders that were learnt or lost after {@code since}, in order of shard ids. */
    public List<ShardLeader> leadersSince(long since) {
        return leaders.values().stream()
                .filter(shown -> shown.version() > since)
                .map(Shown::value)
                .toList();
    }

    /** Workers whose shown state changed after {@code since}. */
    public SortedSet<String> workersSince(long since) {
        SortedSet<String> changed = new TreeSet<>();
        workerStates.forEach((id, shown) -> {
            if (shown.version() > since) {
                changed.add(id);
            }
        });
        return changed;
    }

    /** A worker registered, for the first time or after a restart. */
    public void registered(PlacementState state, String workerId, long now) {
        workers.put(workerId, WorkerFacts.registered(now));
        refresh(state, now);
        electAll(state, shardsOf(state, workerId));
    }

    public void heartbeat(PlacementState state, HeartbeatRequest heartbeat, long now) {
        String id = heartbeat.getWorkerId();
        WorkerFacts before = workers.put(id, WorkerFacts.heartbeat(heartbeat, now));
        boolean wentAway = refresh(state, now);
        SortedSet<Long> touched = new TreeSet<>(workers.get(id).replicas().keySet());
        if (before != null) {
            touched.addAll(before.replicas().keySet());
        }
        electAll(state, wentAway ? state.shards().keySet() : touched);
        settleIfDue(state, now);
    }

    /** Lets time pass: workers go down, facts settle, leaders of deleted shards are forgotten. */
    public void tick(PlacementState state, long now) {
        leaders.keySet().retainAll(state.shards().keySet());
        if (refresh(state, now)) {
            electAll(state, state.shards().keySet());
        }
        settleIfDue(state, now);
    }

    private void settleIfDue(PlacementState state, long now) {
        if (!settled && (now - startNanos >= downAfterNanos || everyoneIsHeard(state))) {
            settled = true;
            electAll(state, state.shards().keySet());
        }
    }

    private boolean everyoneIsHeard(PlacementState state) {
        return state.workers().values().stream()
                .filter(worker -> worker.getState() != WorkerState.WORKER_STATE_REMOVED)
                .allMatch(worker ->
                        worker(worker.getId()).map(WorkerFacts::isHeard).orElse(false));
    }

    /** Brings the shown states up to date; true when a worker went down, so that leaders are to be looked at anew. */
    private boolean refresh(PlacementState state, long now) {
        boolean wentAway = false;
        for (Worker worker : state.workers().values()) {
            WorkerFacts facts = workers.computeIfAbsent(worker.getId(), id -> WorkerFacts.registered(now));
            WorkerState next = facts.shown(worker.getState(), facts.isLive(now, downAfterNanos));
            Shown<WorkerState> shown = workerStates.get(worker.getId());
            if (shown == null || shown.value() != next) {
                workerStates.put(worker.getId(), new Shown<>(++version, next));
                wentAway |= next == WorkerState.WORKER_STATE_DOWN;
            }
        }
        return wentAway;
    }

    private static SortedSet<Long> shardsOf(PlacementState state, String workerId) {
        SortedSet<Long> ids = new TreeSet<>();
        for (Shard shard : state.shards().values()) {
            if (shard.getReplicasList().stream().anyMatch(r -> r.getWorkerId().equals(workerId))) {
                ids.add(shard.getId());
            }
        }
        return ids;
    }

    private void electAll(PlacementState state, Iterable<Long> shardIds) {
        for (Long id : shardIds) {
            Shard shard = state.shards().get(id);
            if (shard != null) {
                elect(shard);
            }
        }
    }

    private void elect(Shard shard) {
        ReplicaFacts best = null;
        String leader = "";
        for (Replica replica : shard.getReplicasList()) {
            ReplicaFacts facts = replica(replica.getWorkerId(), shard.getId()).orElse(null);
            if (facts != null
                    && facts.getRole() == ReplicaRole.REPLICA_ROLE_LEADER
                    && (best == null || facts.getTerm() > best.getTerm())) {
                best = facts;
                leader = replica.getWorkerId();
            }
        }
        Shown<ShardLeader> shown = leaders.get(shard.getId());
        if (best == null && shown == null && !settled) {
            return;
        }
        ShardLeader next = ShardLeader.newBuilder()
                .setShardId(shard.getId())
                .setWorkerId(leader)
                .setTerm(best == null ? lastTerm(shown) : best.getTerm())
                .build();
        if (shown == null || !shown.value().equals(next)) {
            leaders.put(shard.getId(), new Shown<>(++version, next));
        }
    }

    /** A lost leader's term stays, so that a watcher can tell old news from new. */
    private static long lastTerm(@Nullable Shown<ShardLeader> shown) {
        return shown == null ? 0 : shown.value().getTerm();
    }
}
