package io.vectron.drift.bucket;

import io.vectron.drift.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a search must go into the buckets for a wanted recall, measured on the rows themselves: a {@link StopRule}, and for
 * each wanted recall the expectation below which it stops.
 *
 * @param rows live rows when it was measured
 * @param unit what counts as one step of distance
 * @param levels for k = 10, then for k = 100
 */
public record Calibration(long rows, float unit, List<Level> levels) {
    /** The recalls of the table. */
    static final double[] TARGETS = {.8, .9, .95, .98, .99, .999};

    static final int SMALL_K = 10;
    static final int LARGE_K = 100;
    private static final int COLUMNS = TARGETS.length;
    private static final int RANGE_FIGURES = 4;
    private static final int LEVEL_FIGURES = StopRule.FEATURES + RANGE_FIGURES + 3 * COLUMNS;
    private static final int FIGURES = 2 + 2 * LEVEL_FIGURES;

    /** Before anything was measured: every bucket is scanned. */
    public static final Calibration SCAN_ALL = new Calibration(0, 1, List.of());

    public Calibration {
        levels = List.copyOf(levels);
        if (!(unit > 0)) {
            throw new IllegalArgumentException("unit is " + unit + ", expected a positive number");
        }
        if (levels.size() != (rows > 0 ? 2 : 0)) {
            throw new IllegalArgumentException("calibration of " + rows + " rows for " + levels.size() + " sizes");
        }
    }

    /**
     * What was measured for one k.
     *
     * @param rule says what to expect of a bucket
     * @param thresholds [6] logs of the expectation below which a search stops; minus infinity where nothing but all will do
     * @param reached [6] mean recall of the sample with it
     * @param buckets [6] buckets that three of four searches of the sample did not exceed
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Level(StopRule rule, float[] thresholds, float[] reached, float[] buckets) {
        Level {
            if (thresholds.length != COLUMNS || reached.length != COLUMNS || buckets.length != COLUMNS) {
                throw new IllegalArgumentException("calibration of " + thresholds.length + ", " + reached.length
                        + " and " + buckets.length + " columns, expected " + COLUMNS);
            }
        }

        private void addTo(List<Float> figures) {
            for (double weight : rule.weights()) {
                figures.add((float) weight);
            }
            StopRule.Range range = rule.range();
            figures.add((float) range.farthest());
            figures.add((float) range.nearest());
            figures.add((float) range.kth());
            figures.add((float) range.ranks());
            for (float[] column : List.of(thresholds, reached, buckets)) {
                for (float figure : column) {
                    figures.add(figure);
                }
            }
        }

        private static Level of(List<Float> figures) {
            double[] weights = new double[StopRule.FEATURES];
            Arrays.setAll(weights, i -> figures.get(i));
            int at = StopRule.FEATURES;
            StopRule.Range range = new StopRule.Range(
                    figures.get(at), figures.get(at + 1), figures.get(at + 2), (int) (float) figures.get(at + 3));
            at += RANGE_FIGURES;
            return new Level(
                    new StopRule(weights, range),
                    column(figures, at),
                    column(figures, at + COLUMNS),
                    column(figures, at + 2 * COLUMNS));
        }

        private static float[] column(List<Float> figures, int from) {
            float[] column = new float[COLUMNS];
            for (int i = 0; i < COLUMNS; i++) {
                column[i] = figures.get(from + i);
            }
            return column;
        }
    }

    /** False for {@link #SCAN_ALL}. */
    public boolean isMeasured() {
        return rows > 0;
    }

    /** The figures in the order rows, unit, levels; none for {@link #SCAN_ALL}. */
    public List<Float> figures() {
        List<Float> figures = new ArrayList<>();
        if (isMeasured()) {
            figures.add((float) rows);
            figures.add(unit);
            levels.forEach(level -> level.addTo(figures));
        }
        return figures;
    }

    /**
     * From {@link #figures}.
     *
     * @throws IllegalArgumentException when they are not a calibration's
     */
    public static Calibration ofFigures(List<Float> figures) {
        if (figures.isEmpty()) {
            return SCAN_ALL;
        }
        if (figures.size() != FIGURES) {
            throw new IllegalArgumentException("calibration of " + figures.size() + " figures, expected " + FIGURES);
        }
        return new Calibration(
                (long) (float) figures.get(0),
                figures.get(1),
                List.of(
                        Level.of(figures.subList(2, 2 + LEVEL_FIGURES)),
                        Level.of(figures.subList(2 + LEVEL_FIGURES, FIGURES))));
    }

    /** The rows that a search for k must rank for its rule to hold: rules are made for 10 and 100. */
    static int ranked(int k) {
        return k <= SMALL_K ? SMALL_K : Math.max(k, LARGE_K);
    }

    /** How many times its error a row's bound lies below its estimate: the higher the recall, the fewer may be lost so. */
    static float errors(double recall) {
        double nines = -Math.log10(Math.max(1e-9, 1 - recall));
        return (float) (1.2 + 0.6 * Math.max(0, nines - 1.3));
    }

    /** What a search for some recall and k goes by; between two recalls of the table it lies between their thresholds. */
    Plan plan(double recall, int k) {
        int column = 0;
        while (column < COLUMNS && TARGETS[column] < recall) {
            column++;
        }
        if (!isMeasured() || column == COLUMNS) {
            return Plan.SCAN_ALL;
        }
        Level level = levels.get(k <= SMALL_K ? 0 : 1);
        // Among more neighbours one more bucket may hold more of them for the same loss.
        double more = k > LARGE_K ? Math.log((double) k / LARGE_K) : 0;
        double share = share(recall, column);
        return new Plan(
                level.rule(),
                between(level.thresholds(), column, share) + more,
                between(level.reached(), column, share),
                (int) (between(level.buckets(), column, share) * Math.max(1, (double) k / LARGE_K)));
    }

    /** How far a recall lies on the way from the target before a column's to that: by the nines, which buckets go with. */
    private static double share(double recall, int column) {
        if (column == 0) {
            return 1;
        }
        double before = Math.log(1 - TARGETS[column - 1]);
        return (Math.log(1 - recall) - before) / (Math.log(1 - TARGETS[column]) - before);
    }

    private static double between(float[] figures, int column, double share) {
        float figure = figures[column];
        return share >= 1 || !Float.isFinite(figure) ? figure : figure - (1 - share) * (figure - figures[column - 1]);
    }

    /**
     * How one search goes.
     *
     * @param rule null when everything is to be scanned
     * @param threshold log of the expectation below which it stops
     * @param recall that is expected then
     * @param buckets that most do not exceed
     */
    record Plan(@Nullable StopRule rule, double threshold, double recall, int buckets) {
        static final Plan SCAN_ALL = new Plan(null, Double.NEGATIVE_INFINITY, 1, Integer.MAX_VALUE);
    }

    /**
     * A distance in the form that the rule is made for: not squared, so that buckets far from a query differ by no more than
     * their places do; independent of the length of the query under dot.
     */
    static double relative(Metric metric, double distance, double queryLength) {
        if (metric == Metric.DOT) {
            return queryLength > 0 ? distance / queryLength : distance;
        }
        return Math.sqrt(Math.max(0, distance));
    }
}
