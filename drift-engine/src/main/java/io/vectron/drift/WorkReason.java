package io.vectron.drift;

/** Why a flush or merge was started. */
public enum WorkReason {
    /** The memtable reached {@link DriftSettings#memtableBytesMax()}. */
    MEMTABLE_FULL("memtable full"),
    /** Nothing was written for {@link DriftSettings#flushIdleMillis()}. */
    WRITES_CEASED("no writes for a while"),
    /** The memtables of all engines of the process went over their budget, and this one was the largest. */
    MEMORY_BUDGET("memory of all memtables over budget"),
    /** {@link Drift#flush()} was called. */
    FLUSH_ASKED("flush asked for"),
    /** {@link Drift#checkpoint} was called: it copies what is durable. */
    CHECKPOINT("checkpoint"),
    /** More than half of the rows of some segments were dead. */
    MOSTLY_DEAD("segments mostly dead"),
    /** There were more than {@link DriftSettings#segmentCountMax()} segments. */
    TOO_MANY_SEGMENTS("too many segments"),
    /** Buckets held more rows than {@link DriftSettings#bucketCapacity()}. */
    OVERFULL_BUCKETS("buckets over capacity");

    private final String text;

    WorkReason(String text) {
        this.text = text;
    }

    /** The reason in a few words, for people. */
    public String text() {
        return text;
    }
}
