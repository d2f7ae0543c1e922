package io.vectron.benchmarks.data;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Vectors that were read from a file.
 *
 * @param source the file, and where in it
 * @param values [rows x dimension], row-major
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares it
public record VectorFile(String source, float[] values, int rows, int dimension) {

    /**
     * Reads up to so many vectors of the data set whose files start with a prefix, like data/sift.
     *
     * @throws DatasetException when there is no such file, or it is damaged
     */
    public static VectorFile read(String prefix, int rowsMax) {
        try {
            return of(DatasetFiles.of(prefix).base(), rowsMax);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Reads up to so many vectors of one file. */
    public static VectorFile read(Path file, int rowsMax) throws IOException {
        return of(DatasetFiles.matrix(file), rowsMax);
    }

    static VectorFile of(Matrix matrix, int rowsMax) throws IOException {
        int rows = (int) Math.min(rowsMax, matrix.rows());
        if (rows < 1) {
            throw new DatasetException(matrix.name() + " has " + matrix.rows() + " rows, of which at most " + rowsMax
                    + " are wanted; expected at least one");
        }
        return new VectorFile(matrix.name(), matrix.floats(rows), rows, matrix.dimension());
    }

    /** One row, copied. */
    public float[] row(int row) {
        return Arrays.copyOfRange(values, row * dimension, (row + 1) * dimension);
    }

    /** The first rows, up to so many. */
    public VectorFile first(int rowsMax) {
        return rowsMax >= rows
                ? this
                : new VectorFile(source, Arrays.copyOf(values, rowsMax * dimension), rowsMax, dimension);
    }

    /** So many rows: these from the first on, over and over. */
    public VectorFile repeated(int count) {
        float[] all = new float[Math.multiplyExact(count, dimension)];
        for (int at = 0; at < all.length; at += values.length) {
            System.arraycopy(values, 0, all, at, Math.min(values.length, all.length - at));
        }
        return new VectorFile(source, all, count, dimension);
    }

    /** These rows, each of length 1. Their direction stays, a row of zeros as it is. */
    public VectorFile normalized() {
        float[] unit = new float[values.length];
        for (int row = 0; row < rows; row++) {
            double squares = 0;
            for (int at = row * dimension; at < (row + 1) * dimension; at++) {
                squares += (double) values[at] * values[at];
            }
            double scale = squares == 0 ? 0 : 1 / Math.sqrt(squares);
            for (int at = row * dimension; at < (row + 1) * dimension; at++) {
                unit[at] = (float) (values[at] * scale);
            }
        }
        return new VectorFile(source, unit, rows, dimension);
    }

    /** Writes the rows as .fvecs. */
    public void write(Path file) throws IOException {
        ByteBuffer row =
                ByteBuffer.allocate(Integer.BYTES + dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            for (int i = 0; i < rows; i++) {
                row.clear().putInt(dimension);
                row.asFloatBuffer().put(values, i * dimension, dimension);
                out.write(row.array());
            }
        }
    }
}
