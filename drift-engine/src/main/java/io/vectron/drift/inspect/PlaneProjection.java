package io.vectron.drift.inspect;

import io.vectron.drift.kernel.Kernels;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Projects points to the plane of their first two principal components (H. Hotelling 1933, Analysis of a complex of
 * statistical variables into principal components).
 *
 * <p>The components are found by subspace iteration with Rayleigh-Ritz, as in N. Halko, P. G. Martinsson and J. A. Tropp,
 * Finding structure with randomness, SIAM Review 53 (2011), algorithm 4.4, on the covariance, which is never formed:
 * a pass costs O(points x dimension). Four directions beyond the two wanted ones make passes converge at the ratio of the
 * seventh to the second eigenvalue. Deviations: a fixed starting block and a fixed bound on passes, so that equal points
 * give an equal picture; vectors are floats, sums doubles. Of each axis the component of largest magnitude is made positive,
 * so that a little change of the points does not mirror the picture.
 *
 * <p>Not thread-safe.
 */
final class PlaneProjection {
    /** Points that are read again in each pass. */
    interface Points {
        int count();

        int dimension();

        /** Copies point i. */
        void copy(int i, float[] target);
    }

    private static final Kernels KERNELS = Kernels.ACTIVE;
    private static final int BLOCK = 6;
    /** Where this does not suffice, the eigenvalues are so close that no plane is better than its neighbours. */
    private static final int PASSES_MAX = 24;
    /** The plane holds all the variance it can but for this share. */
    private static final double TOLERANCE = 1e-7;
    /** What is left of a direction after the others were taken out, below which it is one of theirs. */
    private static final double DEPENDENT = 1e-9;

    private static final long SEED = 1;

    private final Points points;
    private final int dimension;
    private final Runnable checkMayGoOn;
    private final float[] mean;
    private final float[] point;
    private final float[][] block;
    private final double[][] image;

    private PlaneProjection(Points points, Runnable checkMayGoOn) {
        this.points = points;
        this.dimension = points.dimension();
        this.checkMayGoOn = checkMayGoOn;
        this.mean = new float[dimension];
        this.point = new float[dimension];
        int size = Math.min(BLOCK, dimension);
        this.block = new float[size][dimension];
        this.image = new double[size][dimension];
    }

    /**
     * Projects points.
     *
     * @param checkMayGoOn called before each pass over the points; ends the work by what it throws
     * @return [count x 2]: x and y of each point, the mean of all at (0, 0)
     */
    static float[] project(Points points, Runnable checkMayGoOn) {
        return points.count() < 2 ? new float[2 * points.count()] : new PlaneProjection(points, checkMayGoOn).project();
    }

    private float[] project() {
        fillMean();
        float[][] axes = axes();
        float[] plane = new float[2 * points.count()];
        for (int i = 0; i < points.count(); i++) {
            copyCentred(i);
            plane[2 * i] = KERNELS.dot(point, 0, axes[0], 0, dimension);
            plane[2 * i + 1] = KERNELS.dot(point, 0, axes[1], 0, dimension);
        }
        return plane;
    }

    private void fillMean() {
        double[] sum = new double[dimension];
        for (int i = 0; i < points.count(); i++) {
            points.copy(i, point);
            for (int d = 0; d < dimension; d++) {
                sum[d] += point[d];
            }
        }
        for (int d = 0; d < dimension; d++) {
            mean[d] = (float) (sum[d] / points.count());
        }
    }

    private void copyCentred(int i) {
        points.copy(i, point);
        for (int d = 0; d < dimension; d++) {
            point[d] -= mean[d];
        }
    }

    /** The two axes; zeros where the points do not spread. */
    private float[][] axes() {
        start();
        double reached = -1;
        SymmetricEigen ritz = pass();
        for (int pass = 1; pass < PASSES_MAX && variance(ritz) - reached > TOLERANCE * variance(ritz); pass++) {
            reached = variance(ritz);
            orthonormalise();
            ritz = pass();
        }
        float[] second = block.length < 2 ? new float[dimension] : axis(ritz.vectors()[1]);
        return new float[][] {axis(ritz.vectors()[0]), second};
    }

    private static double variance(SymmetricEigen ritz) {
        return Arrays.stream(ritz.values()).limit(2).sum();
    }

    private void start() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (double[] direction : image) {
            Arrays.setAll(direction, d -> random.nextDouble(-1, 1));
        }
        orthonormalise();
    }

    /** Sets image = (covariance x count) block; returns the eigenvectors of the covariance within the block. */
    private SymmetricEigen pass() {
        checkMayGoOn.run();
        for (double[] direction : image) {
            Arrays.fill(direction, 0);
        }
        for (int i = 0; i < points.count(); i++) {
            copyCentred(i);
            for (int j = 0; j < block.length; j++) {
                addMultiple(KERNELS.dot(point, 0, block[j], 0, dimension), image[j]);
            }
        }
        double[][] within = new double[block.length][block.length];
        for (int i = 0; i < block.length; i++) {
            for (int j = 0; j <= i; j++) {
                within[i][j] = dot(block[i], image[j]);
                within[j][i] = within[i][j];
            }
        }
        return SymmetricEigen.of(within);
    }

    private void addMultiple(double factor, double[] target) {
        for (int d = 0; d < dimension; d++) {
            target[d] += factor * point[d];
        }
    }

    private static double dot(float[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += a[d] * b[d];
        }
        return sum;
    }

    /** Sets block to an orthonormal basis of image, by modified Gram-Schmidt; dependent directions become zero. */
    private void orthonormalise() {
        for (int i = 0; i < image.length; i++) {
            double[] direction = image[i];
            double before = length(direction);
            // Twice is enough (Kahan and Parlett): the first round leaves what cancellation has spoilt.
            for (int round = 0; round < 2; round++) {
                for (int j = 0; j < i; j++) {
                    double along = dot(block[j], direction);
                    for (int d = 0; d < dimension; d++) {
                        direction[d] -= along * block[j][d];
                    }
                }
            }
            double left = length(direction);
            double factor = left > DEPENDENT * before ? 1 / left : 0;
            for (int d = 0; d < dimension; d++) {
                block[i][d] = (float) (factor * direction[d]);
            }
        }
    }

    private static double length(double[] vector) {
        double squares = 0;
        for (double x : vector) {
            squares += x * x;
        }
        return Math.sqrt(squares);
    }

    private float[] axis(double[] weights) {
        double[] sum = new double[dimension];
        for (int j = 0; j < block.length; j++) {
            for (int d = 0; d < dimension; d++) {
                sum[d] += weights[j] * block[j][d];
            }
        }
        int largest = 0;
        for (int d = 1; d < dimension; d++) {
            if (Math.abs(sum[d]) > Math.abs(sum[largest])) {
                largest = d;
            }
        }
        float[] axis = new float[dimension];
        for (int d = 0; d < dimension; d++) {
            axis[d] = (float) (sum[largest] < 0 ? -sum[d] : sum[d]);
        }
        return axis;
    }
}
