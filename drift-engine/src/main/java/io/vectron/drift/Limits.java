package io.vectron.drift;

import java.util.Objects;

/** The bounds of everything that a caller can size, with their reasons. */
public final class Limits {
    /** Most dimensions of a vector: a row of 16 KiB still fits a few times into the L1 cache. */
    public static final int DIMENSION_MAX = 4096;
    /** Longest id; its length is stored in two bytes and ids are held in memory until flushed. */
    public static final int ID_BYTES_MAX = 256;
    /** Largest payload of a row: payloads wait in the memtable, a single one must stay far below its budget. */
    public static final int PAYLOAD_BYTES_MAX = 16 << 20;
    /** Most hits of one search: the selection heaps are allocated in this size. */
    public static final int K_MAX = 10_000;
    /** Largest magnitude of a component: the squares of {@value #DIMENSION_MAX} such differences still fit a float. */
    public static final float COMPONENT_MAX = 1e15f;
    /** Under the cosine metric a vector shorter than this counts as zero: its direction is lost in rounding. */
    public static final double COSINE_NORM_MIN = 1e-18;

    private Limits() {}

    static void checkId(byte[] id) {
        Objects.requireNonNull(id, "id");
        if (id.length < 1 || id.length > ID_BYTES_MAX) {
            throw new IllegalArgumentException("id has " + id.length + " bytes, expected 1 to " + ID_BYTES_MAX);
        }
    }

    static void checkVector(String what, float[] vector) {
        Objects.requireNonNull(vector, what);
        if (vector.length < 1 || vector.length > DIMENSION_MAX) {
            throw new IllegalArgumentException(
                    what + " has " + vector.length + " dimensions, expected 1 to " + DIMENSION_MAX);
        }
        for (int i = 0; i < vector.length; i++) {
            // Written so that NaN fails the comparison too.
            if (!(Math.abs(vector[i]) <= COMPONENT_MAX)) {
                throw new IllegalArgumentException(what + "[" + i + "] is " + vector[i]
                        + ", expected a finite number of magnitude at most " + COMPONENT_MAX);
            }
        }
    }

    /** Checks what depends on the engine's settings: the dimension, and no zero vector under cosine. */
    static void checkFits(String what, float[] vector, DriftSettings settings) {
        if (vector.length != settings.dimension()) {
            throw new IllegalArgumentException(
                    what + " has " + vector.length + " dimensions, expected " + settings.dimension());
        }
        if (settings.metric() == Metric.COSINE) {
            double squares = 0;
            for (float x : vector) {
                squares += (double) x * x;
            }
            if (squares < COSINE_NORM_MIN * COSINE_NORM_MIN) {
                throw new IllegalArgumentException(what + " has length " + Math.sqrt(squares)
                        + ", the cosine metric needs at least " + COSINE_NORM_MIN);
            }
        }
    }
}
