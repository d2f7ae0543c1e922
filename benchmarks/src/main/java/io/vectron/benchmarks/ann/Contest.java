package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.contestant.MeasuredContestant;
import io.vectron.benchmarks.contestant.MeasuredContestant.SearchPass;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Has contestants search in turns, so that what else the machine does meets all of them: pass after pass, effort after effort,
 * one after the other, and never two at once.
 *
 * @param recalls at which they are compared
 * @param passes whose medians count
 */
record Contest(
        List<MeasuredContestant> contestants,
        Efforts efforts,
        Truth truth,
        List<Double> recalls,
        int passes,
        PrintWriter out) {
    /** Passes whose figures are thrown away, at least: code is compiled and files are in memory after them. */
    private static final int WARM_UP_PASSES = 2;
    /** Queries of such passes, at least: fewer do not have everything compiled. */
    private static final int WARM_UP_QUERIES = 2_000;

    /** What is measured. */
    private record Step(MeasuredContestant contestant, double effort) {}

    /** Measures by so many threads; one thread is kept on one processor. */
    Map<MeasuredContestant, Curve> measure(int threads) throws IOException {
        boolean isPinned = threads == 1;
        for (MeasuredContestant contestant : contestants) {
            warmUp(contestant, threads, isPinned);
        }
        Map<Step, List<CurvePoint>> points = new HashMap<>();
        boolean wasPinned = isPinned;
        for (int pass = 1; pass <= passes; pass++) {
            long start = System.nanoTime();
            for (Step step : steps()) {
                SearchPass found = step.contestant().search(step.effort(), threads, isPinned);
                wasPinned &= found.isPinned();
                points.computeIfAbsent(step, _ -> new ArrayList<>())
                        .add(CurvePoint.of(step.effort(), truth.recall(found.ids()), found));
            }
            out.printf(
                    Locale.ROOT,
                    "  threads %d: pass %d of %d took %.1f s%n",
                    threads,
                    pass,
                    passes,
                    (System.nanoTime() - start) / 1e9);
            out.flush();
        }
        return curves(points, threads, wasPinned);
    }

    private void warmUp(MeasuredContestant contestant, int threads, boolean isPinned) throws IOException {
        List<Double> of = efforts.of(contestant.kind());
        int queries = truth.bounds().length;
        int warmUps = Math.max(WARM_UP_PASSES, Math.ceilDiv(WARM_UP_QUERIES, queries));
        for (int i = 0; i < warmUps; i++) {
            SearchPass _ = contestant.search(of.get(of.size() / 2), threads, isPinned);
        }
    }

    private List<Step> steps() {
        int most = contestants.stream()
                .mapToInt(contestant -> efforts.of(contestant.kind()).size())
                .max()
                .orElseThrow();
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            for (MeasuredContestant contestant : contestants) {
                List<Double> of = efforts.of(contestant.kind());
                if (i < of.size()) {
                    steps.add(new Step(contestant, of.get(i)));
                }
            }
        }
        return steps;
    }

    private Map<MeasuredContestant, Curve> curves(Map<Step, List<CurvePoint>> points, int threads, boolean wasPinned) {
        Map<MeasuredContestant, Curve> curves = new HashMap<>();
        for (MeasuredContestant contestant : contestants) {
            List<CurvePoint> medians = efforts.of(contestant.kind()).stream()
                    .map(effort -> Objects.requireNonNull(points.get(new Step(contestant, effort))))
                    .map(CurvePoint::median)
                    .toList();
            curves.put(contestant, Curve.of(threads, wasPinned, medians, recalls));
        }
        return curves;
    }
}
