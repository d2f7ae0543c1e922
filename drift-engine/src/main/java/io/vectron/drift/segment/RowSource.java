package io.vectron.drift.segment;

/** The rows that a segment is written from, numbered from 0. Several threads may read at a time. */
public interface RowSource {
    /** Number of rows. */
    int rows();

    /** Copies a vector, as it was written by the caller, to target[at...]. */
    void copyVector(int row, float[] target, int at);

    /** 1 / |x| under cosine, 1 otherwise. */
    float inverseNorm(int row);

    /** The row's slot. */
    int slot(int row);

    /** The sequence that wrote the row. */
    long version(int row);

    /** The row's id. */
    byte[] id(int row);

    /** The row's payload; not to be changed. */
    byte[] payload(int row);

    /** Copies a vector in the form that it is clustered and coded in: of length one under cosine. */
    default void copyRouting(int row, int dimension, float[] target, int at) {
        copyVector(row, target, at);
        float factor = inverseNorm(row);
        if (factor != 1) {
            for (int i = at; i < at + dimension; i++) {
                target[i] *= factor;
            }
        }
    }
}
