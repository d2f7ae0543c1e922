package io.vectron.drift.rabitq;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * A random rotation of vectors of one dimension, always the same for that dimension. Vectors are padded with zeros to a
 * multiple of 64 dimensions first. Lengths and distances stay as they are, up to rounding.
 *
 * <p>Four rounds of random signs and a Hadamard transform of the first or last 2^k components, with a step that mixes the two
 * halves where the padded dimension is no power of two: O(D log D), and indistinguishable from a uniform rotation for what
 * the codes need (the authors' library does the same).
 *
 * <p>Immutable and thread-safe.
 */
public final class Rotation {
    /** Padded dimensions are multiples of this: a cache line of codes holds 8 dimensions of 64 rows. */
    public static final int PADDING = 64;

    private static final int ROUNDS = 4;
    private static final long SEED = 0x5EEDL;
    private static final RabitqKernels KERNELS = RabitqKernels.ACTIVE;
    private static final float HALF_ROOT = (float) Math.sqrt(0.5);

    private final int dimension;
    private final int padded;
    private final int power;
    /** 1 or -1, times the scale of the transform where that follows, [ROUNDS x padded]. */
    private final float[] signs;

    /** The rotation of a dimension, at least 1. */
    public Rotation(int dimension) {
        if (dimension < 1) {
            throw new IllegalArgumentException("dimension is " + dimension + ", expected at least 1");
        }
        this.dimension = dimension;
        this.padded = padded(dimension);
        this.power = Integer.highestOneBit(padded);
        this.signs = new float[ROUNDS * padded];
        SplittableRandom random = new SplittableRandom(SEED);
        for (int i = 0; i < signs.length; i++) {
            signs[i] = random.nextBoolean() ? 1 : -1;
        }
        float scale = (float) (1 / Math.sqrt(power));
        for (int round = 0; round < ROUNDS; round++) {
            int from = round * padded + transformed(round);
            for (int i = from; i < from + power; i++) {
                signs[i] *= scale;
            }
        }
    }

    /** The number of dimensions after padding. */
    public static int padded(int dimension) {
        return (dimension + PADDING - 1) & -PADDING;
    }

    public int dimension() {
        return dimension;
    }

    /** Dimensions of a rotated vector. */
    public int padded() {
        return padded;
    }

    /**
     * Rotates a vector.
     *
     * @param vector [dimension] from index at
     * @param rotated receives [padded] from index to
     */
    public void rotate(float[] vector, int at, float[] rotated, int to) {
        System.arraycopy(vector, at, rotated, to, dimension);
        Arrays.fill(rotated, to + dimension, to + padded, 0);
        for (int round = 0; round < ROUNDS; round++) {
            flip(rotated, to, round * padded);
            KERNELS.hadamard(rotated, to + transformed(round), power);
            if (power != padded) {
                mixHalves(rotated, to);
            }
        }
    }

    private void flip(float[] values, int at, int signsAt) {
        for (int i = 0; i < padded; i++) {
            values[at + i] *= signs[signsAt + i];
        }
    }

    /** Where the components begin that a round transforms: the first ones, or the last. */
    private int transformed(int round) {
        return (round & 1) == 0 ? 0 : padded - power;
    }

    /** A Kac step: each value of the first half turned by 45 degrees against one of the second. */
    private void mixHalves(float[] values, int at) {
        int half = padded / 2;
        for (int i = at; i < at + half; i++) {
            float a = values[i];
            float b = values[i + half];
            values[i] = (a + b) * HALF_ROOT;
            values[i + half] = (a - b) * HALF_ROOT;
        }
    }
}
