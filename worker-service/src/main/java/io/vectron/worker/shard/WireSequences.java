package io.vectron.worker.shard;

import io.vectron.drift.Drift;

/**
 * Sequences as messages carry them: unsigned, with 0 for an engine that nothing was applied to, because Raft's log begins at
 * 1 and the engine's own {@link Drift#NO_SEQUENCE} is negative.
 */
public final class WireSequences {
    private WireSequences() {}

    public static long of(long engineSequence) {
        return engineSequence == Drift.NO_SEQUENCE ? 0 : engineSequence;
    }
}
