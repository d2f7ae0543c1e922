package io.vectron.benchmarks.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Data sets that tests make. */
public final class SmallData {
    private SmallData() {}

    /**
     * Writes small_base.bvecs.
     *
     * @return the prefix of the data set
     */
    public static String bytes(Path directory, int rows, int dimension) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(rows * (4 + dimension)).order(ByteOrder.LITTLE_ENDIAN);
        for (int row = 0; row < rows; row++) {
            file.putInt(dimension);
            for (int d = 0; d < dimension; d++) {
                file.put((byte) (row * 31 + d * 17));
            }
        }
        Files.write(directory.resolve("small_base.bvecs"), file.array());
        return directory.resolve("small").toString();
    }
}
