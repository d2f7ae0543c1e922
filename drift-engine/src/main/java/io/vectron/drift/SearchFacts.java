package io.vectron.drift;

/**
 * What a search did.
 *
 * @param sequence the answer is exactly the state after this applied sequence
 * @param bucketsScanned segment buckets scanned
 * @param bucketsTotal segment buckets that exist
 * @param rowsScanned rows whose distance was computed, in memtables and segments
 * @param bytesScanned bytes of codes and vectors read for that
 * @param stopReason why it ended
 * @param estimatedRecall expected share of true neighbours among the hits, by calibration
 */
public record SearchFacts(
        long sequence,
        int bucketsScanned,
        int bucketsTotal,
        long rowsScanned,
        long bytesScanned,
        StopReason stopReason,
        double estimatedRecall) {}
