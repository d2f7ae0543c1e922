package io.vectron.benchmarks.data;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/**
 * Rows at a fixed distance from each other.
 *
 * @param start offset of the first row
 * @param isPrefixed whether the dimension, i32, stands before each row
 */
record FileMatrix(Path file, long start, boolean isPrefixed, NumberType type, long rows, int dimension)
        implements Matrix {
    private static final int BUFFER_BYTES = 1 << 20;

    /** Takes the numbers of a row out of a buffer. */
    private interface RowConsumer {
        void accept(int row, ByteBuffer numbers);
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public float[] floats(int count) throws IOException {
        float[] values = new float[size(count)];
        forEachRow(count, (row, numbers) -> {
            for (int at = row * dimension; at < (row + 1) * dimension; at++) {
                values[at] = type.floatOf(numbers);
            }
        });
        return values;
    }

    @Override
    public int[] ints(int count) throws IOException {
        int[] values = new int[size(count)];
        forEachRow(count, (row, numbers) -> {
            for (int at = row * dimension; at < (row + 1) * dimension; at++) {
                values[at] = Matrix.id(name(), type.integerOf(numbers));
            }
        });
        return values;
    }

    private void forEachRow(int count, RowConsumer consumer) throws IOException {
        int rowBytes = rowBytes(isPrefixed, type, dimension);
        int rowsAtOnce = Math.max(1, BUFFER_BYTES / rowBytes);
        ByteBuffer buffer = ByteBuffer.allocateDirect(rowsAtOnce * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
        try (FileChannel channel = FileChannel.open(file)) {
            channel.position(start);
            for (int from = 0; from < count; from += rowsAtOnce) {
                int to = Math.min(count, from + rowsAtOnce);
                buffer.clear().limit((to - from) * rowBytes);
                fill(channel, buffer);
                for (int row = from; row < to; row++) {
                    checkPrefix(row, buffer);
                    consumer.accept(row, buffer);
                }
            }
        }
    }

    private void fill(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException(file + " ends at " + channel.position() + ", became shorter while it was read");
            }
        }
        buffer.flip();
    }

    private void checkPrefix(int row, ByteBuffer buffer) {
        if (isPrefixed) {
            int found = buffer.getInt();
            if (found != dimension) {
                throw new DatasetException(
                        file + ": row " + row + " has dimension " + found + ", expected " + dimension);
            }
        }
    }

    static int rowBytes(boolean isPrefixed, NumberType type, int dimension) {
        return (isPrefixed ? Integer.BYTES : 0) + dimension * type.bytes();
    }
}
