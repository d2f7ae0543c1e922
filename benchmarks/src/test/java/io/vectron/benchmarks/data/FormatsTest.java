package io.vectron.benchmarks.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.vectron.drift.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FormatsTest {
    @TempDir
    private Path directory = Path.of("");

    @ParameterizedTest
    @CsvSource({"<f2,2", "<f4,4", "<f8,8", "|u1,1", "|i1,1", "<u2,2", "<i2,2", "<u4,4", "<i4,4", "<i8,8"})
    void everyTypeOfNumbersInNpyIsRead(String type, int bytes) throws IOException {
        Path file = npy("a.npy", header(type, "False", "(2, 3)"), numbers -> {
            for (int i = 1; i <= 6; i++) {
                put(numbers, type, bytes, i);
            }
        });

        VectorFile read = VectorFile.read(file, 9);

        assertThat(read.rows()).isEqualTo(2);
        assertThat(read.dimension()).isEqualTo(3);
        assertThat(read.values()).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(VectorFile.read(file, 1).values()).containsExactly(1, 2, 3);
    }

    private static void put(ByteBuffer numbers, String type, int bytes, int value) {
        switch (type) {
            case "<f2" -> numbers.putShort(Float.floatToFloat16(value));
            case "<f4" -> numbers.putFloat(value);
            case "<f8" -> numbers.putDouble(value);
            default -> {
                for (int i = 0; i < bytes; i++) {
                    numbers.put((byte) (value >> (8 * Math.min(i, 3))));
                }
            }
        }
    }

    @Test
    void signsOfBytesInNpyAreKept() throws IOException {
        Path unsigned = npy("u.npy", header("|u1", "False", "(1, 1)"), numbers -> numbers.put((byte) -1));
        Path signed = npy("s.npy", header("|i1", "False", "(1, 1)"), numbers -> numbers.put((byte) -1));
        assertThat(VectorFile.read(unsigned, 1).values()).containsExactly(255);
        assertThat(VectorFile.read(signed, 1).values()).containsExactly(-1);
    }

    @Test
    void npyThatCannotBeReadIsRefusedByItsName() throws IOException {
        assertRefused(npy("a.npy", header(">f4", "False", "(1, 1)"), n -> n.putInt(0)), "a.npy: numbers of type >f4");
        assertRefused(npy("b.npy", header("<f4", "True", "(1, 1)"), n -> n.putInt(0)), "b.npy is in Fortran's order");
        assertRefused(npy("c.npy", header("<f4", "False", "(1,)"), n -> n.putInt(0)), "c.npy has the shape (1,)");
        assertRefused(npy("d.npy", header("<f4", "False", "(2, 1)"), n -> n.putInt(0)), "d.npy is cut off or too long");
        assertRefused(npy("e.npy", "{}", n -> n.putInt(0)), "e.npy: no 'descr'");
        Path other = Files.writeString(directory.resolve("f.npy"), "something else entirely");
        assertRefused(other, "f.npy is no .npy file");
        Path cut = Files.write(directory.resolve("g.npy"), new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 90});
        assertRefused(cut, "g.npy is cut off in its header");
    }

    @Test
    void vecsThatCannotBeReadAreRefusedByTheirName() throws IOException {
        Path cut = directory.resolve("cut.fvecs");
        Files.write(cut, new byte[] {2, 0, 0, 0, 1, 2, 3, 4, 5});
        assertRefused(cut, "cut.fvecs is cut off: 9 bytes");
        Path empty = Files.write(directory.resolve("empty.bvecs"), new byte[0]);
        assertRefused(empty, "empty.bvecs has 0 bytes");
        Path huge = Files.write(directory.resolve("huge.ivecs"), new byte[] {0, 0, 0, 127});
        assertRefused(huge, "huge.ivecs: rows of 2130706432 numbers");
        Path uneven = directory.resolve("uneven.bvecs");
        Files.write(uneven, new byte[] {1, 0, 0, 0, 7, 2, 0, 0, 0, 7});
        assertRefused(uneven, "uneven.bvecs: row 1 has dimension 2, expected 1");
        assertRefused(directory.resolve("none.fvecs"), "no file");
        assertRefused(directory.resolve("other.csv"), "the format is not known");
    }

    private void assertRefused(Path file, String message) {
        assertThatThrownBy(() -> VectorFile.read(file, 9))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining(message);
    }

    @Test
    void aFileOfAnnBenchmarksHoldsRowsQueriesNeighborsAndTheMetric() throws IOException {
        Path file = directory.resolve("small.hdf5");
        try (WritableHdfFile hdf = HdfFile.write(file)) {
            hdf.putDataset("train", new float[][] {{1, 2}, {3, 4}, {5, 6}});
            hdf.putDataset("test", new double[][] {{1, 2}});
            hdf.putDataset("neighbors", new int[][] {{0, 2}});
            hdf.putAttribute("distance", "angular");
        }

        for (String prefix :
                new String[] {file.toString(), directory.resolve("small").toString()}) {
            Dataset read = Dataset.read(new Dataset.Selection(prefix, null, null, 9, 9));
            assertThat(read.base().values()).containsExactly(1, 2, 3, 4, 5, 6);
            assertThat(read.queries().values()).containsExactly(1, 2);
            assertThat(read.truth().orElseThrow().ids()).containsExactly(0, 2);
            assertThat(read.metric()).hasValue(Metric.COSINE);
        }
        Dataset part = Dataset.read(new Dataset.Selection(file.toString(), null, null, 2, 9));
        assertThat(part.base().values()).containsExactly(1, 2, 3, 4);
        assertThat(part.truth()).as("it is of all rows").isEmpty();
    }

    @Test
    void damagedHdf5IsRefusedByItsName() throws IOException {
        Path whole = directory.resolve("whole.hdf5");
        try (WritableHdfFile hdf = HdfFile.write(whole)) {
            hdf.putDataset("train", new float[100][8]);
        }
        String prefix = directory.resolve("cut.hdf5").toString();
        Files.write(Path.of(prefix), Arrays.copyOf(Files.readAllBytes(whole), 200));
        assertThatThrownBy(() -> VectorFile.read(prefix, 9))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("cut.hdf5 is damaged or not HDF5");
        assertThatThrownBy(() -> Dataset.read(new Dataset.Selection(whole.toString(), null, null, 9, 9)))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("whole.hdf5 has no test, only [train]");
    }

    private static String header(String type, String order, String shape) {
        return "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }\n";
    }

    private Path npy(String name, String header, Consumer<ByteBuffer> numbers) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        file.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        file.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        numbers.accept(file);
        return Files.write(directory.resolve(name), Arrays.copyOf(file.array(), file.position()));
    }
}
