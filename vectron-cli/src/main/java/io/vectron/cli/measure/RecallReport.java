package io.vectron.cli.measure;

import java.util.Arrays;

/**
 * What a measurement found.
 *
 * @param queries how many were searched
 * @param recall mean share of the true k nearest that were found
 * @param lowestRecall of any query
 * @param seconds from the first query to the last answer
 * @param sortedNanos the time of each query as the client saw it, ascending; owned by the report
 * @param rowsScanned mean rows that the shards looked at for one query, by the server's own count
 * @param partial answers in which a shard was missing
 */
// the array is never handed out: a copy of thousands of numbers for each percentile would serve nobody
@SuppressWarnings("ArrayRecordComponent")
public record RecallReport(
        int queries,
        double recall,
        double lowestRecall,
        double seconds,
        long[] sortedNanos,
        double rowsScanned,
        int partial) {
    public RecallReport {
        if (queries < 1 || sortedNanos.length != queries) {
            throw new IllegalArgumentException(queries + " queries with " + sortedNanos.length + " times");
        }
        sortedNanos = sortedNanos.clone();
        Arrays.sort(sortedNanos);
    }

    public double queriesPerSecond() {
        return queries / seconds;
    }

    /** @param percent above 0 and at most 100; the nearest rank, so an observed value */
    public double millisAt(double percent) {
        int rank = (int) Math.ceil(percent / 100 * queries);
        return sortedNanos[Math.clamp(rank, 1, queries) - 1] / 1e6;
    }
}
