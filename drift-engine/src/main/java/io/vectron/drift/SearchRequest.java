package io.vectron.drift;

/**
 * A nearest-neighbour query.
 *
 * @param query one finite float per dimension
 * @param k wanted hits, 1 to {@link Limits#K_MAX}
 * @param recall wanted share of the true neighbours, in (0, 1]; 1.0 scans every row exactly
 * @param deadlineNanos on the clock of {@link System#nanoTime()}; {@link Long#MAX_VALUE} for none. Past it the search
 *     returns what it has found, with {@link StopReason#DEADLINE}
 * @param withVectors whether hits carry their vectors
 * @param withPayload whether hits carry their payloads
 */
@SuppressWarnings("ArrayRecordComponent") // vectors and ids are arrays to spare a copy; nothing compares these records
public record SearchRequest(
        float[] query, int k, double recall, long deadlineNanos, boolean withVectors, boolean withPayload) {
    /** The recall of callers who do not choose one. */
    public static final double DEFAULT_RECALL = 0.95;

    public SearchRequest {
        Limits.checkVector("query", query);
        if (k < 1 || k > Limits.K_MAX) {
            throw new IllegalArgumentException("k is " + k + ", expected 1 to " + Limits.K_MAX);
        }
        if (!(recall > 0 && recall <= 1)) {
            throw new IllegalArgumentException("recall is " + recall + ", expected a number in (0, 1]");
        }
    }

    /** A query of default recall, without deadline, vectors and payloads. */
    public static SearchRequest of(float[] query, int k) {
        return new SearchRequest(query, k, DEFAULT_RECALL, Long.MAX_VALUE, false, false);
    }

    /** This query with another recall. */
    public SearchRequest withRecall(double newRecall) {
        return new SearchRequest(query, k, newRecall, deadlineNanos, withVectors, withPayload);
    }
}
