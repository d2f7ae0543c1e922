package io.vectron.drift;

import java.util.List;

/**
 * What an engine found when it was opened.
 *
 * @param segments segment files
 * @param rows rows in them that live
 * @param storedRows all rows in them
 * @param tombstones deletions in them
 * @param orphans files that no manifest named, left by a crash, and removed
 * @param durableSequence state after this sequence was in the segments
 * @param batchesReplayed batches taken from the engine's own log after that
 * @param batchesSkipped batches of the log that the segments held already
 * @param dropped what was cut off the end of the log because it was never whole; empty when nothing was
 * @param millis how long all of it took
 */
public record RecoveryReport(
        int segments,
        long rows,
        long storedRows,
        long tombstones,
        List<String> orphans,
        long durableSequence,
        long batchesReplayed,
        long batchesSkipped,
        String dropped,
        long millis) {
    public RecoveryReport {
        orphans = List.copyOf(orphans);
    }
}
