package io.vectron.admin.index;

import io.vectron.admin.backend.Workers;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * The last description of each replica that somebody looks at: however many pages are open, the worker is asked once in
 * {@link #KEPT}.
 *
 * <p>Concurrency: the monitor guards {@code kept}; who comes while the worker is asked waits for the same answer.
 */
public final class IndexDescriptions {
    static final Duration KEPT = Duration.ofSeconds(3);
    /** An answer may hold thousands of buckets. */
    private static final int SIZE_MAX = 32;

    private final Workers workers;
    private final Clock clock;
    private final Map<Replica, Entry> kept = new LinkedHashMap<>();

    public IndexDescriptions(Workers workers, Clock clock) {
        this.workers = workers;
        this.clock = clock;
    }

    record Replica(String address, long shardId) {}

    private record Entry(long askedAt, CompletableFuture<DescribeIndexResponse> answer) {}

    /** @throws RuntimeException as {@link Workers#describeIndex} */
    DescribeIndexResponse describe(Replica replica) {
        Claim claim = claim(replica);
        if (claim.isMine()) {
            try {
                claim.answer().complete(workers.describeIndex(replica.address(), replica.shardId()));
            } catch (RuntimeException e) {
                claim.answer().completeExceptionally(e);
            }
        }
        try {
            return claim.answer().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** @param isMine whether the caller has to complete the answer */
    private record Claim(CompletableFuture<DescribeIndexResponse> answer, boolean isMine) {}

    /** The kept answer when it is young enough, else a new one. */
    private synchronized Claim claim(Replica replica) {
        long now = clock.millis();
        @Nullable Entry entry = kept.get(replica);
        if (entry != null && now - entry.askedAt() < KEPT.toMillis()) {
            return new Claim(entry.answer(), false);
        }
        kept.remove(replica);
        if (kept.size() >= SIZE_MAX) {
            kept.remove(kept.keySet().iterator().next());
        }
        CompletableFuture<DescribeIndexResponse> answer = new CompletableFuture<>();
        kept.put(replica, new Entry(now, answer));
        return new Claim(answer, true);
    }
}
