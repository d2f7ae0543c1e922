package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Metric;

/**
 * How far rows are from queries, in double: squared Euclidean distance, 1 - cosine, or the negated inner product. Less is
 * nearer. Thread-safe.
 */
record ExactDistance(Metric metric, VectorFile base, VectorFile queries) {
    /** Two rows whose distances differ by less, relatively, are equally near: floats say no more of them. */
    private static final double TOLERANCE = 1e-6;
    /** As that, of two cosines: vectors that were made unit ones as floats differ by that. */
    private static final double COSINE_TOLERANCE = 2e-7;

    double of(int query, int row) {
        float[] left = queries.values();
        float[] right = base.values();
        int leftAt = query * queries.dimension();
        int rightAt = row * base.dimension();
        double product = 0;
        double leftSquares = 0;
        double rightSquares = 0;
        double differenceSquares = 0;
        for (int d = 0; d < base.dimension(); d++) {
            double x = left[leftAt + d];
            double y = right[rightAt + d];
            product += x * y;
            leftSquares += x * x;
            rightSquares += y * y;
            differenceSquares += (x - y) * (x - y);
        }
        return switch (metric) {
            case L2 -> differenceSquares;
            case COSINE -> 1 - product / Math.sqrt(leftSquares * rightSquares);
            case DOT -> -product;
        };
    }

    /** The largest distance that counts as this one. */
    double upTo(double distance) {
        return distance + (metric == Metric.COSINE ? COSINE_TOLERANCE : TOLERANCE * Math.abs(distance));
    }
}
