package io.vectron.cli.input;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Rows of equal length in a binary file, little-endian: {@code [start][row 0][row 1]...}, where each row is an int32 with
 * the dimension, if the format has one, and then the components.
 *
 * <p>{@code .fvecs} and {@code .bvecs} repeat the dimension in every row; {@code .f16} and {@code .npy} do not.
 */
final class BinarySource implements VectorSource {
    private final String file;
    private final InputStream in;
    private final Shape shape;
    private final ByteBuffer buffer;
    private final long rows;
    private long next;

    /**
     * @param start offset of row 0, where {@code in} stands
     * @param bytes length of the whole file
     * @param hasRowHeader whether each row begins with its dimension
     */
    record Shape(long start, long bytes, int dimension, ComponentType type, boolean hasRowHeader) {
        int rowBytes() {
            return headerBytes() + dimension * type.bytes();
        }

        int headerBytes() {
            return hasRowHeader ? Integer.BYTES : 0;
        }
    }

    /**
     * @param in owned by the source; buffered by the caller
     * @throws InputException when the file ends within a row
     */
    BinarySource(String file, InputStream in, Shape shape) {
        this.file = file;
        this.in = in;
        this.shape = shape;
        this.buffer = ByteBuffer.allocate(shape.rowBytes()).order(ByteOrder.LITTLE_ENDIAN);
        long body = shape.bytes() - shape.start();
        this.rows = body / shape.rowBytes();
        if (body % shape.rowBytes() != 0) {
            throw InputException.atByte(
                    file,
                    offset(rows),
                    "the last row is torn: " + body % shape.rowBytes() + " of " + shape.rowBytes() + " bytes");
        }
    }

    private long offset(long row) {
        return shape.start() + row * shape.rowBytes();
    }

    @Override
    public int dimension() {
        return shape.dimension();
    }

    @Override
    public OptionalLong rows() {
        return OptionalLong.of(rows);
    }

    @Override
    public Optional<SourceRow> next() throws IOException {
        if (next == rows) {
            return Optional.empty();
        }
        int read = in.readNBytes(buffer.array(), 0, shape.rowBytes());
        if (read < shape.rowBytes()) {
            throw InputException.atByte(
                    file, offset(next), "the file shrank: " + read + " of " + shape.rowBytes() + " bytes of a row");
        }
        if (shape.hasRowHeader() && buffer.getInt(0) != shape.dimension()) {
            throw InputException.atByte(
                    file,
                    offset(next),
                    "row " + next + " has dimension " + buffer.getInt(0) + ", row 0 has " + shape.dimension());
        }
        float[] vector = shape.type()
                .readRow(
                        buffer.slice(shape.headerBytes(), shape.rowBytes() - shape.headerBytes())
                                .order(ByteOrder.LITTLE_ENDIAN),
                        shape.dimension());
        return Optional.of(SourceRow.bare(next++, vector));
    }

    @Override
    public void skip(long count) throws IOException {
        if (count > rows - next) {
            throw new InputException(file + ": cannot skip " + count + " rows of " + (rows - next));
        }
        in.skipNBytes(count * shape.rowBytes());
        next += count;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
