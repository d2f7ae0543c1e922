package io.vectron.admin.cluster;

import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.internal.v1.WorkerStatus;

/** How a worker is, as far as its heartbeats tell. */
public enum WorkerHealth {
    READY("ready", "ok"),
    JOINING("joining", "info"),
    DRAINING("draining", "warn"),
    /** The placement driver's leader is new and has not heard of it yet. */
    UNHEARD("not heard yet", "info"),
    SILENT("silent", "bad"),
    DOWN("down", "bad"),
    REMOVED("removed", "muted");

    /** Workers send a heartbeat every second. */
    static final long SILENT_AFTER_MILLIS = 3_000;

    private final String word;
    private final String tone;

    WorkerHealth(String word, String tone) {
        this.word = word;
        this.tone = tone;
    }

    public String word() {
        return word;
    }

    public String tone() {
        return tone;
    }

    /**
     * @param sampleAgeMillis how old the status itself is
     */
    public static WorkerHealth of(WorkerStatus status, long sampleAgeMillis) {
        WorkerState state = status.getWorker().getState();
        if (state == WorkerState.WORKER_STATE_DOWN) {
            return DOWN;
        }
        if (state == WorkerState.WORKER_STATE_REMOVED) {
            return REMOVED;
        }
        if (status.getMillisSinceHeartbeat() < 0) {
            return UNHEARD;
        }
        if (status.getMillisSinceHeartbeat() + sampleAgeMillis > SILENT_AFTER_MILLIS) {
            return SILENT;
        }
        return switch (state) {
            case WORKER_STATE_DRAINING -> DRAINING;
            case WORKER_STATE_JOINING -> JOINING;
            default -> READY;
        };
    }

    /** Whether its replicas can be counted on. */
    boolean isServing() {
        return this == READY || this == DRAINING || this == UNHEARD;
    }
}
