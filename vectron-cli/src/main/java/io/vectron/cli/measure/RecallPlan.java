package io.vectron.cli.measure;

import io.vectron.model.Limits;
import java.time.Duration;

/**
 * What to measure.
 *
 * @param k neighbours asked for and compared, 1 to 10,000
 * @param recall asked of the server, above 0 and at most 1
 * @param parallel searches in flight, 1 to 256
 * @param warmUp how long to search before the measurement, so that it is not one of code that is being compiled here and there;
 *     not negative
 */
public record RecallPlan(String collection, int k, double recall, int parallel, Duration warmUp) {
    /** Far more than a router works on at once; beyond it only the queue is measured. */
    public static final int PARALLEL_MAX = 256;

    public RecallPlan {
        if (k < 1 || k > Limits.K_MAX) {
            throw new IllegalArgumentException("k must be 1 to " + Limits.K_MAX + ", found " + k);
        }
        if (!(recall > 0 && recall <= 1)) {
            throw new IllegalArgumentException("recall must be above 0 and at most 1, found " + recall);
        }
        if (parallel < 1 || parallel > PARALLEL_MAX) {
            throw new IllegalArgumentException("parallel must be 1 to " + PARALLEL_MAX + ", found " + parallel);
        }
        if (warmUp.isNegative()) {
            throw new IllegalArgumentException("the warm-up must not be negative, found " + warmUp);
        }
    }
}
