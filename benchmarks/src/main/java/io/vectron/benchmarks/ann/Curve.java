package io.vectron.benchmarks.ann;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Recall against speed, by so many threads.
 *
 * @param threads that searched, each one query at a time
 * @param isPinned whether the one thread stayed on one processor
 * @param points in the order of efforts
 * @param atRecalls the speed at the recalls that are compared
 */
record Curve(int threads, boolean isPinned, List<CurvePoint> points, List<AtRecall> atRecalls) {

    /**
     * The speed at one recall.
     *
     * @param queriesPerSecond null when no effort reached that recall
     * @param isLeast whether nothing that found less was faster: it is the speed of what finds more
     */
    record AtRecall(double recall, @Nullable Double queriesPerSecond, boolean isLeast) {}

    static Curve of(int threads, boolean isPinned, List<CurvePoint> points, List<Double> recalls) {
        List<CurvePoint> best = frontier(points);
        return new Curve(
                threads,
                isPinned,
                List.copyOf(points),
                recalls.stream().map(recall -> at(best, recall)).toList());
    }

    /** Points that no other beats in both recall and speed, by rising recall. */
    static List<CurvePoint> frontier(List<CurvePoint> points) {
        List<CurvePoint> best = new ArrayList<>();
        List<CurvePoint> byRecall = points.stream()
                .sorted(Comparator.comparingDouble(CurvePoint::recall)
                        .thenComparingDouble(CurvePoint::queriesPerSecond)
                        .reversed())
                .toList();
        for (CurvePoint point : byRecall) {
            if (best.isEmpty() || point.queriesPerSecond() > best.getFirst().queriesPerSecond()) {
                best.addFirst(point);
            }
        }
        return best;
    }

    /** Between two points the logarithm of the speed is a straight line over the recall. */
    private static AtRecall at(List<CurvePoint> frontier, double recall) {
        for (int i = 0; i < frontier.size(); i++) {
            CurvePoint right = frontier.get(i);
            if (right.recall() < recall) {
                continue;
            }
            if (i == 0 || right.recall() == recall) {
                return new AtRecall(recall, right.queriesPerSecond(), right.recall() > recall);
            }
            CurvePoint left = frontier.get(i - 1);
            double part = (recall - left.recall()) / (right.recall() - left.recall());
            double log = Math.log(left.queriesPerSecond()) * (1 - part) + Math.log(right.queriesPerSecond()) * part;
            return new AtRecall(recall, Math.exp(log), false);
        }
        return new AtRecall(recall, null, false);
    }
}
