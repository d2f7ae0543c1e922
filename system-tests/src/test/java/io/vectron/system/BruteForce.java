package io.vectron.system;

import io.vectron.proto.v1.Metric;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/** The slow, obvious twin: scores in double precision over all points. */
final class BruteForce {
    private BruteForce() {}

    record Scored(long id, double score) {}

    /** The best k of the ids [0, count) whose vectors {@link TestPoints} makes, best first. */
    static List<Scored> search(float[] query, int k, Metric metric, long count, int version) {
        Comparator<Scored> best = Comparator.comparingDouble(s -> metric == Metric.METRIC_L2 ? s.score() : -s.score());
        return LongStream.range(0, count)
                .mapToObj(id -> new Scored(id, score(query, TestPoints.vector(id, version, query.length), metric)))
                .sorted(best.thenComparingLong(Scored::id))
                .limit(k)
                .toList();
    }

    static double score(float[] a, float[] b, Metric metric) {
        double dot = 0;
        double squaresA = 0;
        double squaresB = 0;
        double distance = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            squaresA += (double) a[i] * a[i];
            squaresB += (double) b[i] * b[i];
            distance += ((double) a[i] - b[i]) * ((double) a[i] - b[i]);
        }
        return switch (metric) {
            case METRIC_L2 -> Math.sqrt(distance);
            case METRIC_DOT -> dot;
            case METRIC_COSINE -> dot / Math.sqrt(squaresA * squaresB);
            case METRIC_UNSPECIFIED, UNRECOGNIZED -> throw new IllegalArgumentException(metric.toString());
        };
    }
}
