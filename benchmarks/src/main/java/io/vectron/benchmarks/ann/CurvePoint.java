package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.Median;
import io.vectron.benchmarks.contestant.MeasuredContestant.SearchPass;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What searches of one effort gave: medians of passes over all queries.
 *
 * @param effort see the contestant's kind of effort
 * @param recall share of true neighbours found
 * @param rows that a query was compared with, mean
 * @param bytes that were read for that, mean
 * @param buckets that were searched, mean
 * @param queriesPerSecondOfPasses in the order of passes
 */
record CurvePoint(
        double effort,
        double recall,
        double queriesPerSecond,
        double p50Micros,
        double p95Micros,
        double p99Micros,
        double maxMicros,
        @Nullable Double rows,
        @Nullable Double bytes,
        @Nullable Double buckets,
        List<Double> queriesPerSecondOfPasses) {

    /** One pass. */
    static CurvePoint of(double effort, double recall, SearchPass pass) {
        return new CurvePoint(
                effort,
                recall,
                pass.queriesPerSecond(),
                pass.p50Micros(),
                pass.p95Micros(),
                pass.p99Micros(),
                pass.maxMicros(),
                pass.rows(),
                pass.bytes(),
                pass.buckets(),
                List.of(pass.queriesPerSecond()));
    }

    /** Each figure's median of passes of one effort, at least one. */
    static CurvePoint median(List<CurvePoint> passes) {
        return new CurvePoint(
                passes.getFirst().effort,
                median(passes, CurvePoint::recall),
                median(passes, CurvePoint::queriesPerSecond),
                median(passes, CurvePoint::p50Micros),
                median(passes, CurvePoint::p95Micros),
                median(passes, CurvePoint::p99Micros),
                median(passes, CurvePoint::maxMicros),
                medianOrNull(passes, CurvePoint::rows),
                medianOrNull(passes, CurvePoint::bytes),
                medianOrNull(passes, CurvePoint::buckets),
                passes.stream().map(CurvePoint::queriesPerSecond).toList());
    }

    private static double median(List<CurvePoint> passes, ToDoubleFunction<CurvePoint> figure) {
        return Median.of(passes.stream().mapToDouble(figure).toArray());
    }

    private static @Nullable Double medianOrNull(
            List<CurvePoint> passes, Function<CurvePoint, @Nullable Double> figure) {
        double[] known = passes.stream()
                .map(figure)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .toArray();
        return known.length == 0 ? null : Median.of(known);
    }
}
