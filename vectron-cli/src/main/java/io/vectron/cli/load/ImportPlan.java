package io.vectron.cli.load;

import io.vectron.cli.client.Retry;
import io.vectron.model.Limits;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How to import.
 *
 * @param collection where the rows go
 * @param batch rows of one request, 1 to 1,000
 * @param parallel requests in flight, 1 to 64
 * @param limit rows of the source to take at most, counted from its beginning
 * @param retry how long a batch is tried again
 * @param journal how far it came is kept there; empty for nowhere
 */
public record ImportPlan(
        String collection, int batch, int parallel, long limit, Retry retry, Optional<Journal> journal) {
    /**
     * A journal to keep.
     *
     * @param source what the rows are read from, so that the journal is never used for another file
     */
    public record Journal(Path path, SourceFile source) {}

    /** More requests in flight than that only wait in the router. */
    public static final int PARALLEL_MAX = 64;

    public static final int BATCH_DEFAULT = 500;
    public static final int PARALLEL_DEFAULT = 4;

    public ImportPlan {
        check("batch", batch, Limits.BATCH_POINTS_MAX);
        check("parallel", parallel, PARALLEL_MAX);
        check("limit", limit, Long.MAX_VALUE);
    }

    private static void check(String what, long found, long max) {
        if (found < 1 || found > max) {
            throw new IllegalArgumentException(what + " must be 1 to " + max + ", found " + found);
        }
    }
}
