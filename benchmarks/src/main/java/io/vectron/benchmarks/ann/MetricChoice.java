package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.data.Dataset;
import io.vectron.benchmarks.data.DatasetException;
import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Limits;
import io.vectron.drift.Metric;
import org.jspecify.annotations.Nullable;

/**
 * Which metric, and why.
 *
 * @param source for people
 */
record MetricChoice(Metric metric, String source) {
    private static final double UNIT_TOLERANCE = 1e-3;

    /** The one that is asked for, else what the files say, else Euclidean distance. */
    static MetricChoice of(@Nullable Metric asked, Dataset dataset) {
        if (asked != null) {
            return new MetricChoice(asked, "as asked");
        }
        if (dataset.metric().isPresent()) {
            return new MetricChoice(dataset.metric().get(), "as the file says");
        }
        return new MetricChoice(
                Metric.L2,
                hasUnitRows(dataset.base())
                        ? "by default; all rows have length 1, so cosine and dot would order them alike"
                        : "by default");
    }

    private static boolean hasUnitRows(VectorFile rows) {
        for (int row = 0; row < rows.rows(); row++) {
            if (Math.abs(squares(rows, row) - 1) > UNIT_TOLERANCE) {
                return false;
            }
        }
        return true;
    }

    private static double squares(VectorFile rows, int row) {
        double squares = 0;
        for (int at = row * rows.dimension(); at < (row + 1) * rows.dimension(); at++) {
            squares += (double) rows.values()[at] * rows.values()[at];
        }
        return squares;
    }

    /**
     * The distance that decides what is right.
     *
     * @throws DatasetException when the rows are too few, or cannot be compared by this metric
     */
    ExactDistance distance(Dataset dataset, int k) {
        VectorFile base = dataset.base();
        if (base.rows() < k) {
            throw new DatasetException(base.source() + ": " + base.rows() + " rows have no " + k + " neighbours");
        }
        if (base.dimension() > Limits.DIMENSION_MAX) {
            throw new DatasetException(base.source() + " has dimension " + base.dimension() + ", at most "
                    + Limits.DIMENSION_MAX + " are taken");
        }
        checkFinite(base);
        checkFinite(dataset.queries());
        return new ExactDistance(metric, base, dataset.queries());
    }

    private void checkFinite(VectorFile rows) {
        for (int row = 0; row < rows.rows(); row++) {
            double squares = squares(rows, row);
            if (!Double.isFinite(squares)) {
                throw new DatasetException(rows.source() + ": row " + row + " has a component that is no number");
            }
            if (metric == Metric.COSINE && squares == 0) {
                throw new DatasetException(rows.source() + ": row " + row + " has no direction, which "
                        + "the cosine metric needs; all its components are 0");
            }
        }
    }
}
