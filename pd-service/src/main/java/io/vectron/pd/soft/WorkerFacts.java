package io.vectron.pd.soft;

import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.WorkerLoad;
import io.vectron.proto.internal.v1.WorkerState;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one worker said of itself in this tenure. Immutable.
 *
 * @param contactNanos when it last showed itself: heartbeat, registration, or the begin of the tenure
 * @param phase what kind of contact that was
 * @param load of the last heartbeat
 * @param replicas by shard id, of the last heartbeat
 */
public record WorkerFacts(long contactNanos, Phase phase, WorkerLoad load, SortedMap<Long, ReplicaFacts> replicas) {
    /** The latest contact with a worker. */
    public enum Phase {
        /** It was in the state when the tenure began, and was not heard since. */
        KNOWN_BEFORE,
        /** It registered in this tenure and no heartbeat followed yet. */
        REGISTERED,
        HEARD,
        /** Its last heartbeat said that it is stopping. */
        STOPPING
    }

    public WorkerFacts {
        replicas = Collections.unmodifiableSortedMap(replicas);
    }

    static WorkerFacts knownBefore(long now) {
        return new WorkerFacts(now, Phase.KNOWN_BEFORE, WorkerLoad.getDefaultInstance(), new TreeMap<>());
    }

    static WorkerFacts registered(long now) {
        return new WorkerFacts(now, Phase.REGISTERED, WorkerLoad.getDefaultInstance(), new TreeMap<>());
    }

    static WorkerFacts heartbeat(HeartbeatRequest heartbeat, long now) {
        SortedMap<Long, ReplicaFacts> replicas = new TreeMap<>();
        heartbeat.getReplicasList().forEach(facts -> replicas.put(facts.getShardId(), facts));
        Phase phase = heartbeat.getStopping() ? Phase.STOPPING : Phase.HEARD;
        return new WorkerFacts(now, phase, heartbeat.getLoad(), replicas);
    }

    /** Whether a heartbeat came in this tenure. */
    public boolean isHeard() {
        return switch (phase) {
            case HEARD, STOPPING -> true;
            case KNOWN_BEFORE, REGISTERED -> false;
        };
    }

    boolean isLive(long now, long downAfterNanos) {
        return phase != Phase.STOPPING && now - contactNanos < downAfterNanos;
    }

    /** The state to show for a worker whose replicated state is {@code decided}. */
    WorkerState shown(WorkerState decided, boolean live) {
        if (decided == WorkerState.WORKER_STATE_REMOVED) {
            return decided;
        }
        if (!live) {
            return WorkerState.WORKER_STATE_DOWN;
        }
        return phase == Phase.REGISTERED ? WorkerState.WORKER_STATE_JOINING : decided;
    }
}
