package io.vectron.drift;

/**
 * A glance at an engine; the figures are read one after another and may differ by concurrent work.
 *
 * @param rows live rows
 * @param memtableRows rows held in memtables, dead ones included
 * @param memtableBytes heap held by memtables
 * @param segments segment files
 * @param buckets buckets in all segments
 * @param segmentRows rows stored in segments, dead ones included
 * @param deletedRows dead rows still stored in segments
 * @param diskBytes bytes of segments
 * @param pendingFlushes frozen memtables waiting to become segments
 * @param flushes segments flushed since open
 * @param merges merges committed since open
 * @param appliedSequence see {@link Drift#appliedSequence()}
 * @param durableSequence see {@link Drift#durableSequence()}
 * @param writes whether writes are taken, and why not
 */
public record DriftStats(
        long rows,
        long memtableRows,
        long memtableBytes,
        int segments,
        int buckets,
        long segmentRows,
        long deletedRows,
        long diskBytes,
        int pendingFlushes,
        long flushes,
        long merges,
        long appliedSequence,
        long durableSequence,
        WriteStatus writes) {

    /** Share of dead rows among the rows stored in segments; 0 without segments. */
    public double deletedRatio() {
        return segmentRows == 0 ? 0 : (double) deletedRows / segmentRows;
    }
}
