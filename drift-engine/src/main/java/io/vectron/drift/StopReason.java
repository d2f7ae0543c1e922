package io.vectron.drift;

/** Why a search ended. */
public enum StopReason {
    /** Enough was scanned for the wanted recall. */
    RECALL_REACHED,
    /** Everything was scanned. */
    EXHAUSTED,
    /** The deadline struck first; the answer is the best of what was scanned. */
    DEADLINE
}
