package io.vectron.cli.input;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.IntBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The true neighbours of queries, from an {@code .ivecs} file: each row an int32 with its length, then row numbers as
 * int32, nearest first, little-endian.
 *
 * <p>Immutable.
 */
public final class GroundTruth {
    /** Such files hold 100 neighbours of 10,000 queries, 4 MB; this leaves room and still fits an array. */
    private static final long BYTES_MAX = 1L << 30;

    private final int[] neighbours;
    private final int width;

    private GroundTruth(int[] neighbours, int width) {
        this.neighbours = neighbours;
        this.width = width;
    }

    /** @throws InputException when the file is torn, too large or its rows differ in length */
    public static GroundTruth read(Path path) throws IOException {
        String file = path.toString();
        if (!Files.isRegularFile(path)) {
            throw InputException.missing(file);
        }
        long bytes = Files.size(path);
        if (bytes < 2 * Integer.BYTES || bytes > BYTES_MAX || bytes % Integer.BYTES != 0) {
            throw InputException.atByte(file, 0, "no .ivecs file: it has " + bytes + " bytes");
        }
        IntBuffer ints = ByteBuffer.wrap(Files.readAllBytes(path))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asIntBuffer();
        int width = ints.get(0);
        if (width < 1 || ints.capacity() % (width + 1L) != 0) {
            throw InputException.atByte(file, 0, "rows of " + width + " neighbours do not fill " + bytes + " bytes");
        }
        int rows = ints.capacity() / (width + 1);
        int[] neighbours = new int[rows * width];
        for (int row = 0; row < rows; row++) {
            int at = row * (width + 1);
            if (ints.get(at) != width) {
                throw InputException.atByte(
                        file,
                        (long) at * Integer.BYTES,
                        "row " + row + " has " + ints.get(at) + " neighbours, row 0 has " + width);
            }
            ints.get(at + 1, neighbours, row * width, width);
        }
        return new GroundTruth(neighbours, width);
    }

    public int queries() {
        return neighbours.length / width;
    }

    /** Neighbours known of each query. */
    public int width() {
        return width;
    }

    /** The row number of the neighbour at {@code rank}, from 0. */
    public int neighbour(int query, int rank) {
        return neighbours[query * width + rank];
    }
}
