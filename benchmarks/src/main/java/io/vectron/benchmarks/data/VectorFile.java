package io.vectron.benchmarks.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Vectors of a file of the kind that approximate nearest neighbour data sets come in: per vector its dimension i32, then
 * floats (.fvecs) or unsigned bytes (.bvecs).
 *
 * @param values [rows x dimension], row-major
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares it
public record VectorFile(Path file, float[] values, int rows, int dimension) {
    private static final List<String> ENDINGS = List.of("_base.fvecs", "_base.bvecs");

    /**
     * Reads up to so many vectors of the data set whose files start with a prefix, like data/sift.
     *
     * @throws IllegalArgumentException when there is no such file
     */
    public static VectorFile read(String prefix, int rowsMax) {
        for (String ending : ENDINGS) {
            Path file = Path.of(prefix + ending);
            if (Files.isReadable(file)) {
                try {
                    return read(file, rowsMax, ending.endsWith(".bvecs"));
                } catch (IOException failure) {
                    throw new UncheckedIOException(failure);
                }
            }
        }
        throw new IllegalArgumentException(
                "no data set " + prefix + ": found none of " + prefix + String.join(", " + prefix, ENDINGS));
    }

    /** One row, copied. */
    public float[] row(int row) {
        return Arrays.copyOfRange(values, row * dimension, (row + 1) * dimension);
    }

    /** So many rows: these from the first on, over and over. */
    public VectorFile repeated(int count) {
        float[] all = new float[Math.multiplyExact(count, dimension)];
        for (int at = 0; at < all.length; at += values.length) {
            System.arraycopy(values, 0, all, at, Math.min(values.length, all.length - at));
        }
        return new VectorFile(file, all, count, dimension);
    }

    private static VectorFile read(Path file, int rowsMax, boolean isBytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), Integer.MAX_VALUE))
                    .order(ByteOrder.LITTLE_ENDIAN);
            int dimension = map.getInt(0);
            int vectorBytes = Integer.BYTES + dimension * (isBytes ? Byte.BYTES : Float.BYTES);
            int rows = Math.min(rowsMax, map.limit() / vectorBytes);
            float[] values = new float[Math.multiplyExact(rows, dimension)];
            for (int row = 0; row < rows; row++) {
                int found = map.getInt();
                if (found != dimension) {
                    throw new IOException(
                            file + ": row " + row + " has dimension " + found + ", expected " + dimension);
                }
                for (int i = row * dimension; i < (row + 1) * dimension; i++) {
                    values[i] = isBytes ? map.get() & 255 : map.getFloat();
                }
            }
            return new VectorFile(file, values, rows, dimension);
        }
    }
}
