package io.vectron.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vectron.proto.v1.PointId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("unit")
class VectorFilesTest {
    @TempDir
    private Path folder = Path.of("");

    private static byte[] fvecs(float[]... rows) {
        int bytes = Arrays.stream(rows)
                .mapToInt(row -> Integer.BYTES + row.length * Float.BYTES)
                .sum();
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (float[] row : rows) {
            out.putInt(row.length);
            for (float component : row) {
                out.putFloat(component);
            }
        }
        return out.array();
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    private static VectorSource open(Path path, int... dimension) throws IOException {
        OptionalInt given = dimension.length == 0 ? OptionalInt.empty() : OptionalInt.of(dimension[0]);
        return VectorFiles.open(path, given, JsonLines.Fields.DEFAULT);
    }

    private static List<SourceRow> readAll(VectorSource source) throws IOException {
        List<SourceRow> rows = new ArrayList<>();
        try (source) {
            for (Optional<SourceRow> row = source.next(); row.isPresent(); row = source.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private static void assertRefused(Path path, String message) {
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> readAll(open(path)))
                .withMessage(path + message);
    }

    @Test
    void fvecsGivesItsRowsInOrder() throws IOException {
        Path path = file("a.fvecs", fvecs(new float[] {1, 2, 3}, new float[] {-4, 0.5f, 6}));
        VectorSource source = open(path);
        assertThat(source.dimension()).isEqualTo(3);
        assertThat(source.rows()).hasValue(2);
        List<SourceRow> rows = readAll(source);
        assertThat(rows).hasSize(2);
        assertThat(rows.get(1).vector()).containsExactly(-4, 0.5f, 6);
        assertThat(rows.get(1).idOrNumber())
                .isEqualTo(PointId.newBuilder().setNumber(1).build());
    }

    @Test
    void bvecsReadsBytesAsUnsigned() throws IOException {
        Path path = file("a.bvecs", new byte[] {2, 0, 0, 0, 1, (byte) 200});
        assertThat(readAll(open(path)).getFirst().vector()).containsExactly(1, 200);
    }

    @Test
    void halvesNeedTheirDimension() throws IOException {
        ByteBuffer halves = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : new float[] {0.5f, -2, 1, 0.25f}) {
            halves.putShort(Float.floatToFloat16(value));
        }
        Path path = file("a.f16", halves.array());
        assertThat(readAll(open(path, 2)).get(1).vector()).containsExactly(1, 0.25f);
        assertRefused(path, ": a .f16 file does not say its dimension; give it with --dimension");
    }

    @Test
    void npyIsReadByItsHeader() throws IOException {
        Path path = file("a.npy", npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 2), }\n", 1, 2, 3, 4));
        VectorSource source = open(path);
        assertThat(source.dimension()).isEqualTo(2);
        assertThat(readAll(source).get(1).vector()).containsExactly(3, 4);
    }

    @Test
    void npyOfAnotherLayoutIsRefused() throws IOException {
        String order = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 2), }";
        assertRefused(
                file("a.npy", npy(order, 1, 2, 3, 4)),
                ", byte 10: expected a two-dimensional array in C order, found " + order);
        assertRefused(
                file("b.npy", npy("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2), }", 1, 2, 3, 4)),
                ", byte 10: expected <f2, <f4, <f8 or |u1, found <i8");
        assertRefused(
                file(
                        "c.npy",
                        npy("{'descr': '<f4', 'fortran_order': False, 'shape': (999999999999999999, 4096), }", 1)),
                ", byte 89: expected 999999999999999999 rows of 16384 bytes, found 4 bytes");
        assertRefused(file("d.npy", new byte[] {1, 2, 3}), ", byte 0: no .npy file: it does not start with 93 'NUMPY'");
    }

    private static byte[] npy(String header, float... values) {
        ByteBuffer out =
                ByteBuffer.allocate(10 + header.length() + 4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 0x93)
                .put("NUMPY".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 1)
                .put((byte) 0);
        out.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII));
        for (float value : values) {
            out.putFloat(value);
        }
        return out.array();
    }

    @Test
    void tornLastRowIsRefusedWithItsOffset() throws IOException {
        byte[] whole = fvecs(new float[] {1, 2, 3}, new float[] {4, 5, 6});
        Path path = file("torn.fvecs", Arrays.copyOf(whole, whole.length - 5));
        assertRefused(path, ", byte 16: the last row is torn: 11 of 16 bytes");
    }

    @Test
    void rowOfAnotherDimensionIsRefusedWithItsOffset() throws IOException {
        byte[] content = fvecs(new float[] {1, 2, 3}, new float[] {4, 5, 6});
        content[16] = 7;
        assertRefused(file("mixed.fvecs", content), ", byte 16: row 1 has dimension 7, row 0 has 3");
    }

    @Test
    void headerBeyondTheLimitIsRefusedBeforeAnythingIsAllocated() throws IOException {
        Path path = file("big.fvecs", new byte[] {0, 0, 0, 0x7f, 1, 2, 3, 4});
        assertRefused(path, ", byte 0: dimension 2130706432 is not 1 to 4096");
        assertRefused(file("one-past.bvecs", new byte[] {1, 0x10, 0, 0}), ", byte 0: dimension 4097 is not 1 to 4096");
        assertRefused(
                file("short.fvecs", new byte[] {1, 0}),
                ", byte 0: expected 4 bytes with the dimension, the file has 2");
    }

    @Test
    void dimensionThatIsGivenIsChecked() throws IOException {
        Path path = file("a.fvecs", fvecs(new float[] {1, 2, 3}));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> open(path, 4))
                .withMessage(path + ": has dimension 3, expected 4");
    }

    @Test
    void unknownExtensionIsRefused() throws IOException {
        assertRefused(
                file("a.csv", new byte[0]),
                ": unknown kind of file; expected .fvecs, .bvecs, .f16, .npy, .jsonl or .ndjson");
        assertRefused(folder.resolve("absent.fvecs"), ": no such file");
    }

    @Test
    void skippedRowsKeepTheNumbersOfTheRest() throws IOException {
        Path path = file("a.fvecs", fvecs(new float[] {1}, new float[] {2}, new float[] {3}));
        VectorSource source = open(path);
        source.skip(2);
        assertThat(readAll(source))
                .singleElement()
                .satisfies(row -> assertThat(row.number()).isEqualTo(2));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> open(path).skip(4))
                .withMessage(path + ": cannot skip 4 rows of 3");
    }

    @Test
    void jsonLinesGiveIdVectorAndPayload() throws IOException {
        Path path = text("a.jsonl", """
                {"id": "x", "vector": [1, 2.5], "payload": {"a": 1}}

                {"id": 18446744073709551615, "vector": [3, 4], "title": "t"}
                {"vector": [5, 6]}
                """);
        VectorSource source = open(path);
        assertThat(source.dimension()).isEqualTo(2);
        List<SourceRow> rows = readAll(source);
        assertThat(rows).extracting(SourceRow::payloadJson).containsExactly("{\"a\":1}", "{\"title\":\"t\"}", "");
        assertThat(rows.getFirst().vector()).containsExactly(1, 2.5f);
        assertThat(rows)
                .extracting(SourceRow::idOrNumber)
                .containsExactly(
                        PointId.newBuilder().setText("x").build(),
                        PointId.newBuilder().setNumber(-1).build(),
                        PointId.newBuilder().setNumber(2).build());
    }

    @Test
    void malformedJsonLineIsRefusedWithItsNumber() throws IOException {
        String good = "{\"vector\": [1, 2]}\n";
        assertRefused(
                text("a.jsonl", good + "{\"vector\": [1]}\n"),
                ", line 2: the vector has 1 components, the first one had 2");
        assertRefused(
                text("b.jsonl", good + "{\"vector\": [1, \"x\"]}\n"), ", line 2: vector[1] is no number but \"x\"");
        assertRefused(text("c.jsonl", good + "[1]\n"), ", line 2: expected one JSON object");
        assertRefused(
                text("d.jsonl", "{\"id\": -1, \"vector\": [1]}\n"),
                ", line 1: an id is a text or a whole number below 2^64, found -1");
        Path broken = text("e.jsonl", good + "{\"vector\": [1,\n");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> readAll(open(broken)))
                .withMessageStartingWith(broken + ", line 2: no JSON: ");
        Path empty = text("f.jsonl", "");
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> open(empty).dimension())
                .withMessage(empty + ": has no row");
    }

    @Test
    void payloadsJoinTheirRowsByPosition() throws IOException {
        Path vectors = file("a.fvecs", fvecs(new float[] {1}, new float[] {2}));
        Path payloads = text("p.jsonl", "{\"key\":\"a\",\"n\":1}\n{\"key\":\"b\"}\n");
        List<SourceRow> rows =
                readAll(new WithPayload(open(vectors), "p.jsonl", Files.newBufferedReader(payloads), "key"));
        assertThat(rows).extracting(row -> row.idOrNumber().getText()).containsExactly("a", "b");
        assertThat(rows.getFirst().payloadJson()).isEqualTo("{\"key\":\"a\",\"n\":1}");
    }

    @Test
    void payloadsMustBeAsManyAsRows() throws IOException {
        Path vectors = file("a.fvecs", fvecs(new float[] {1}, new float[] {2}));
        for (String[] wrong : new String[][] {
            {"{}\n", "p.jsonl, line 2: expected the payload of row 1, the file ended"},
            {"{}\n{}\n{}\n", "p.jsonl, line 3: a payload, but there is no such row: the vectors ended"},
        }) {
            Path payloads = text("p.jsonl", wrong[0]);
            assertThatExceptionOfType(InputException.class)
                    .isThrownBy(() ->
                            readAll(new WithPayload(open(vectors), "p.jsonl", Files.newBufferedReader(payloads), "")))
                    .withMessage(wrong[1]);
        }
    }

    @Test
    void groundTruthKnowsItsNeighbours() throws IOException {
        Path path = file("t.ivecs", ints(2, 10, 11, 2, 20, 21));
        GroundTruth truth = GroundTruth.read(path);
        assertThat(truth.queries()).isEqualTo(2);
        assertThat(truth.width()).isEqualTo(2);
        assertThat(truth.neighbour(1, 0)).isEqualTo(20);
    }

    @Test
    void groundTruthOfUnequalRowsIsRefused() throws IOException {
        Path mixed = file("t.ivecs", ints(2, 10, 11, 3, 20, 21));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> GroundTruth.read(mixed))
                .withMessage(mixed + ", byte 12: row 1 has 3 neighbours, row 0 has 2");
        Path torn = file("u.ivecs", ints(2, 10, 11, 2, 20));
        assertThatExceptionOfType(InputException.class)
                .isThrownBy(() -> GroundTruth.read(torn))
                .withMessage(torn + ", byte 0: rows of 2 neighbours do not fill 20 bytes");
    }

    private static byte[] ints(int... values) {
        ByteBuffer out = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            out.putInt(value);
        }
        return out.array();
    }

    private Path text(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }
}
