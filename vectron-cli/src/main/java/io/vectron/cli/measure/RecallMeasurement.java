package io.vectron.cli.measure;

import io.vectron.cli.client.CallFailedException;
import io.vectron.cli.client.VectronClient;
import io.vectron.cli.input.GroundTruth;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.ShardFacts;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Searches every query once, after a warm-up, and compares the answers with the true neighbours, whose ids are row numbers.
 *
 * <p>Concurrency: each of {@code parallel} virtual threads takes the next query by {@code next} and writes only the slots of
 * that query; closing the executor publishes them to the caller.
 */
public final class RecallMeasurement {
    private final VectronClient client;
    private final RecallPlan plan;
    private final List<float[]> queries;
    private final GroundTruth truth;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private final long[] nanos;
    private final double[] recall;
    private final long[] rows;
    private final boolean[] partial;

    /**
     * @param queries query i belongs to row i of the truth
     * @throws IllegalArgumentException when the truth has fewer queries, or fewer than k neighbours
     */
    public RecallMeasurement(VectronClient client, RecallPlan plan, List<float[]> queries, GroundTruth truth) {
        if (queries.isEmpty() || queries.size() > truth.queries()) {
            throw new IllegalArgumentException(
                    queries.size() + " queries, but the truth knows the neighbours of " + truth.queries());
        }
        if (plan.k() > truth.width()) {
            throw new IllegalArgumentException(
                    "k is " + plan.k() + ", but the truth has " + truth.width() + " neighbours of each query");
        }
        this.client = client;
        this.plan = plan;
        this.queries = List.copyOf(queries);
        this.truth = truth;
        this.nanos = new long[queries.size()];
        this.recall = new double[queries.size()];
        this.rows = new long[queries.size()];
        this.partial = new boolean[queries.size()];
    }

    /**
     * @throws CallFailedException the first failed search: a measurement with failures would flatter
     */
    public RecallReport run() {
        // the first call of all opens the connection, which is not what is measured; its slots are written again
        search(0);
        long warmUpEnd = System.nanoTime() + plan.warmUp().toNanos();
        while (System.nanoTime() - warmUpEnd < 0) {
            searchInParallel(warmUpEnd);
        }
        long start = System.nanoTime();
        searchInParallel(start + Long.MAX_VALUE);
        double seconds = (System.nanoTime() - start) / 1e9;
        int partials = 0;
        for (boolean isPartial : partial) {
            partials += isPartial ? 1 : 0;
        }
        return new RecallReport(
                nanos.length,
                Arrays.stream(recall).average().orElseThrow(),
                Arrays.stream(recall).min().orElseThrow(),
                seconds,
                nanos,
                Arrays.stream(rows).average().orElseThrow(),
                partials);
    }

    /** Searches every query once, or as many as there is time for. */
    private void searchInParallel(long endNanos) {
        next.set(0);
        try (ExecutorService searchers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < plan.parallel(); i++) {
                searchers.execute(() -> searchAll(endNanos));
            }
        }
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private void searchAll(long endNanos) {
        for (int query = next.getAndIncrement(); query < nanos.length; query = next.getAndIncrement()) {
            if (failure.get() != null || System.nanoTime() - endNanos >= 0) {
                return;
            }
            try {
                search(query);
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    private void search(int query) {
        SearchRequest.Builder request = SearchRequest.newBuilder()
                .setCollection(plan.collection())
                .setK(plan.k())
                .setRecall(plan.recall())
                .setWithoutPayload(true);
        for (float component : queries.get(query)) {
            request.addVector(component);
        }
        SearchRequest ready = request.build();
        long start = System.nanoTime();
        SearchResponse response = client.search(ready);
        nanos[query] = System.nanoTime() - start;
        recall[query] = recall(query, response);
        rows[query] = response.getFacts().getShardsList().stream()
                .mapToLong(ShardFacts::getRowsScanned)
                .sum();
        partial[query] = response.getFacts().getPartial();
    }

    private double recall(int query, SearchResponse response) {
        Set<PointId> wanted = new HashSet<>();
        for (int rank = 0; rank < plan.k(); rank++) {
            wanted.add(
                    PointId.newBuilder().setNumber(truth.neighbour(query, rank)).build());
        }
        long found = response.getHitsList().stream()
                .map(Hit::getId)
                .filter(wanted::contains)
                .count();
        return (double) found / plan.k();
    }
}
