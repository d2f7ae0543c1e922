package io.vectron.drift;

/**
 * Rows that a new engine is built of, numbered from 0. Every id is there once. May be read by several threads at a time, and
 * each row several times: it must be the same each time.
 */
public interface BulkRows {
    /** Number of rows, at least 1. */
    int count();

    /** Copies a vector to target[at...]. */
    void copyVector(int row, float[] target, int at);

    /** The id of a row; not changed afterwards. */
    byte[] id(int row);

    /** The payload of a row, which may be empty; not changed afterwards. */
    byte[] payload(int row);
}
