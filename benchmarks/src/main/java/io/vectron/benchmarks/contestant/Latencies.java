package io.vectron.benchmarks.contestant;

import java.util.Arrays;

/** Times of single queries, in microseconds: of so many per cent of them none was longer. */
record Latencies(double p50, double p95, double p99, double max) {

    /**
     * Of one pass.
     *
     * @param nanos one per query, at least one
     */
    static Latencies of(long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return new Latencies(
                percentile(sorted, 50), percentile(sorted, 95), percentile(sorted, 99), percentile(sorted, 100));
    }

    private static double percentile(long[] sorted, int percent) {
        int rank = (int) Math.ceilDiv((long) sorted.length * percent, 100);
        return sorted[Math.max(0, rank - 1)] / 1e3;
    }

    Message addTo(Message answer) {
        return answer.with("p50", p50).with("p95", p95).with("p99", p99).with("max", max);
    }
}
