package io.vectron.drift.inspect;

import java.util.Arrays;
import java.util.Comparator;

/**
 * Eigenvalues and eigenvectors of a small symmetric matrix, by cyclic Jacobi rotations (Golub and Van Loan, Matrix
 * Computations, 4th edition, section 8.5).
 *
 * @param values largest first
 * @param vectors [n][n]: {@code vectors[i]} belongs to {@code values[i]}, of length one
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record SymmetricEigen(double[] values, double[][] vectors) {
    /** Converges quadratically: matrices of this package need about five. */
    private static final int SWEEPS_MAX = 30;

    /** Decomposes a matrix, which is overwritten. */
    static SymmetricEigen of(double[][] matrix) {
        int n = matrix.length;
        double[][] rotated = new double[n][n];
        for (int i = 0; i < n; i++) {
            rotated[i][i] = 1;
        }
        for (int sweep = 0; sweep < SWEEPS_MAX && !isDiagonal(matrix); sweep++) {
            for (int p = 0; p < n; p++) {
                for (int q = p + 1; q < n; q++) {
                    rotate(matrix, rotated, p, q);
                }
            }
        }
        Integer[] order = new Integer[n];
        Arrays.setAll(order, i -> i);
        Arrays.sort(order, Comparator.comparingDouble((Integer i) -> -matrix[i][i]));
        double[] values = new double[n];
        double[][] vectors = new double[n][];
        for (int i = 0; i < n; i++) {
            values[i] = matrix[order[i]][order[i]];
            vectors[i] = rotated[order[i]];
        }
        return new SymmetricEigen(values, vectors);
    }

    private static boolean isDiagonal(double[][] matrix) {
        double off = 0;
        double diagonal = 0;
        for (int i = 0; i < matrix.length; i++) {
            diagonal += matrix[i][i] * matrix[i][i];
            for (int j = i + 1; j < matrix.length; j++) {
                off += matrix[i][j] * matrix[i][j];
            }
        }
        return off <= 1e-30 * diagonal;
    }

    /** Makes the element (p, q) zero; the rows of {@code rotated} turn with it. */
    private static void rotate(double[][] a, double[][] rotated, int p, int q) {
        if (a[p][q] == 0) {
            return;
        }
        double tau = (a[q][q] - a[p][p]) / (2 * a[p][q]);
        double tangent = Math.copySign(1, tau) / (Math.abs(tau) + Math.hypot(1, tau));
        double cosine = 1 / Math.hypot(1, tangent);
        double sine = tangent * cosine;
        for (int i = 0; i < a.length; i++) {
            double ip = a[i][p];
            double iq = a[i][q];
            a[i][p] = cosine * ip - sine * iq;
            a[i][q] = sine * ip + cosine * iq;
        }
        turn(a[p], a[q], cosine, sine);
        turn(rotated[p], rotated[q], cosine, sine);
    }

    private static void turn(double[] p, double[] q, double cosine, double sine) {
        for (int i = 0; i < p.length; i++) {
            double ip = p[i];
            double iq = q[i];
            p[i] = cosine * ip - sine * iq;
            q[i] = sine * ip + cosine * iq;
        }
    }
}
