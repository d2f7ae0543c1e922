package io.vectron.drift.log;

import org.jspecify.annotations.Nullable;

/**
 * What a replay has found.
 *
 * @param filesRead files that could hold batches that were wanted
 * @param batchesReplayed batches given to the consumer
 * @param batchesSkipped batches that were durable elsewhere already
 * @param bytesRead of the files' headers and frames
 * @param tornTail what was dropped at the end; null when nothing was
 * @param millis how long it took
 */
public record ReplayReport(
        int filesRead,
        long batchesReplayed,
        long batchesSkipped,
        long bytesRead,
        @Nullable TornTail tornTail,
        long millis) {
    /** Nothing was there. */
    public static final ReplayReport NOTHING = new ReplayReport(0, 0, 0, 0, null, 0);
}
