package io.vectron.benchmarks.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Files with the dimension, i32, before each row: .fvecs of floats, .bvecs of unsigned bytes, .ivecs of i32. */
final class VecsFormat {
    private VecsFormat() {}

    static FileMatrix open(Path file, NumberType type) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer first = ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            if (channel.read(first, 0) < Integer.BYTES) {
                throw new DatasetException(file + " has " + channel.size() + " bytes, expected a dimension and rows");
            }
            int dimension = Matrix.checkDimension(file.toString(), first.getInt(0));
            int rowBytes = FileMatrix.rowBytes(true, type, dimension);
            if (channel.size() % rowBytes != 0) {
                throw new DatasetException(
                        file + " is cut off: " + channel.size() + " bytes are no whole number of rows of " + rowBytes);
            }
            return new FileMatrix(file, 0, true, type, channel.size() / rowBytes, dimension);
        }
    }
}
