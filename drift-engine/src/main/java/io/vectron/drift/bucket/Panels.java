package io.vectron.drift.bucket;

import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.Team;
import java.util.Arrays;

/**
 * Vectors laid out so that {@link Kernels#PANEL_ROWS} rows are compared with {@link Kernels#PANEL_WIDTH} of them at a time:
 * all distances of a block of rows are one matrix product and the norms. Everything is shifted by a centre first, or the
 * difference of two large products would be left of data far from the origin.
 *
 * <p>Immutable; threads may share one, each with blocks and scores of its own.
 */
final class Panels {
    /** Rows of a block: a panel that was read serves all of them. */
    static final int ROWS = 4 * Kernels.PANEL_ROWS;

    /** A multiple of the rows of a block. */
    private static final int ROWS_AT_A_TIME = 1024;

    private static final int WIDTH = Kernels.PANEL_WIDTH;
    private static final Kernels KERNELS = Kernels.ACTIVE;

    private final int count;
    private final int dimension;
    private final float[] centre;
    /** [padded / WIDTH x dimension x WIDTH]. */
    private final float[] panels;
    /** Half the squared norm of each, infinite for the padding. */
    private final float[] halfNorms;

    /** Copies a row to target[at...], in the form that it is compared in. */
    @FunctionalInterface
    interface Rows {
        void copy(int row, float[] target, int at);
    }

    /** Is given the scores of a block of rows. */
    @FunctionalInterface
    interface Scored {
        /**
         * Some rows with their scores, which may be changed.
         *
         * @param from the first of the rows
         * @param rows how many, at most {@link #ROWS}
         */
        void scored(int from, int rows, float[] scores);
    }

    /** Is told what was found for a row. */
    @FunctionalInterface
    interface Found {
        void found(int row, int nearest);
    }

    /**
     * Panels of some vectors.
     *
     * @param vectors [count x dimension], row-major
     * @param centre what scores of several panels are to share when they are compared
     */
    Panels(float[] vectors, int count, int dimension, float[] centre) {
        this.count = count;
        this.dimension = dimension;
        this.centre = centre;
        int padded = (count + WIDTH - 1) / WIDTH * WIDTH;
        this.panels = new float[Math.multiplyExact(padded, dimension)];
        this.halfNorms = new float[padded];
        Arrays.fill(halfNorms, count, padded, Float.POSITIVE_INFINITY);
        for (int v = 0; v < count; v++) {
            int panel = v / WIDTH * WIDTH * dimension + v % WIDTH;
            float norm = 0;
            for (int d = 0; d < dimension; d++) {
                float value = vectors[v * dimension + d] - centre[d];
                panels[panel + d * WIDTH] = value;
                norm += value * value;
            }
            halfNorms[v] = norm / 2;
        }
    }

    /** Panels centred on the mean of their vectors. */
    static Panels of(float[] vectors, int count, int dimension) {
        return new Panels(vectors, count, dimension, mean(vectors, count, dimension));
    }

    static float[] mean(float[] vectors, int count, int dimension) {
        double[] sums = new double[dimension];
        for (int v = 0; v < count; v++) {
            for (int d = 0; d < dimension; d++) {
                sums[d] += vectors[v * dimension + d];
            }
        }
        float[] mean = new float[dimension];
        for (int d = 0; d < dimension; d++) {
            mean[d] = (float) (sums[d] / Math.max(1, count));
        }
        return mean;
    }

    int count() {
        return count;
    }

    /** Room for a block of rows. */
    float[] newBlock() {
        return new float[ROWS * dimension];
    }

    /** Room for the scores of a block. */
    float[] newScores() {
        return new float[ROWS * stride()];
    }

    /** Where the scores of the next row of a block begin. */
    int stride() {
        return halfNorms.length;
    }

    /** Shifts a row of a block, as it was copied there, by the centre. */
    void centre(float[] block, int row) {
        int at = row * dimension;
        for (int d = 0; d < dimension; d++) {
            block[at + d] -= centre[d];
        }
    }

    /**
     * Scores of each vector for each row of a block: half the squared distance, less half the squared norm of the row. The
     * padding's are infinite.
     *
     * @param block centred
     * @param rows of the block that count
     * @param scores row r and vector v at r * stride + v
     */
    void score(float[] block, int rows, float[] scores) {
        products(block, rows, scores);
        int stride = stride();
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < stride; v++) {
                scores[r * stride + v] = halfNorms[v] - scores[r * stride + v];
            }
        }
    }

    /** Inner products of each vector with each row of a block, negated: the greatest come first. Zero for the padding. */
    void negatedProducts(float[] block, int rows, float[] scores) {
        products(block, rows, scores);
        for (int i = 0; i < rows * stride(); i++) {
            scores[i] = -scores[i];
        }
    }

    private void products(float[] block, int rows, float[] out) {
        for (int v = 0; v < stride(); v += WIDTH) {
            for (int r = 0; r < rows; r += Kernels.PANEL_ROWS) {
                KERNELS.panelDots(
                        block, r * dimension, dimension, panels, v * dimension, out, r * stride() + v, stride());
            }
        }
    }

    /** The vector with the least score of a row. */
    int least(float[] scores, int row) {
        return KERNELS.indexOfLeast(scores, row * stride(), stride());
    }

    /** Scores n rows, a block at a time. */
    void forEachBlock(int n, Rows rows, Scored scored) {
        float[] block = newBlock();
        float[] scores = newScores();
        for (int from = 0; from < n; from += ROWS) {
            int m = Math.min(ROWS, n - from);
            for (int i = 0; i < m; i++) {
                rows.copy(from + i, block, i * dimension);
                centre(block, i);
            }
            score(block, m, scores);
            scored.scored(from, m, scores);
        }
    }

    /** Finds the nearest vector for each of n rows. */
    void forEachNearest(int n, Rows rows, Found found) {
        forEachBlock(n, rows, (from, m, scores) -> {
            for (int i = 0; i < m; i++) {
                found.found(from + i, least(scores, i));
            }
        });
    }

    /**
     * Finds the nearest vector for each of n rows, by a team.
     *
     * @param nearest [n] receives them
     */
    void findNearest(int n, Rows rows, int[] nearest, Team team) {
        team.forEachStretch(
                n,
                ROWS_AT_A_TIME,
                (from, to) -> forEachNearest(
                        to - from,
                        (row, target, at) -> rows.copy(from + row, target, at),
                        (row, found) -> nearest[from + row] = found));
    }
}
