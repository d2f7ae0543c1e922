package io.vectron.benchmarks.data;

import java.io.IOException;

/** Numbers in rows of one length, in a file. */
sealed interface Matrix permits FileMatrix, Hdf5Matrix {
    /** More would be a file of another kind, read as one of vectors. */
    int DIMENSION_MAX = 1 << 16;

    /** For messages: the file, and where in it. */
    String name();

    long rows();

    int dimension();

    /** The first so many rows, row-major. */
    float[] floats(int count) throws IOException;

    /** The first so many rows, row-major. */
    int[] ints(int count) throws IOException;

    /**
     * How many numbers so many rows have.
     *
     * @throws DatasetException when no array is that long
     */
    default int size(int count) {
        long size = (long) count * dimension();
        if (size > Integer.MAX_VALUE - 8) {
            throw new DatasetException(
                    name() + ": " + count + " rows of " + dimension() + " do not fit an array; take fewer by --rows");
        }
        return (int) size;
    }

    /** A row number. */
    static int id(String name, long value) {
        if (value < 0 || value > Integer.MAX_VALUE) {
            throw new DatasetException(name + ": row number " + value + ", expected 0 to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    static int checkDimension(String name, long dimension) {
        if (dimension < 1 || dimension > DIMENSION_MAX) {
            throw new DatasetException(name + ": rows of " + dimension + " numbers, expected 1 to " + DIMENSION_MAX);
        }
        return (int) dimension;
    }
}
