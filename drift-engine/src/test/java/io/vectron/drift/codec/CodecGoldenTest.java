package io.vectron.drift.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Blocks written by every released version of the codecs open for ever, with every value as it was written. */
class CodecGoldenTest {
    private static MemorySegment file(String name) throws IOException {
        try (InputStream in = CodecGoldenTest.class.getResourceAsStream("/golden/codec-v1/" + name)) {
            return MemorySegment.ofArray(Objects.requireNonNull(in, name).readAllBytes());
        }
    }

    @Test
    void integersOfVersion1ComeBack() throws IOException {
        for (var entry : CodecGolden.integers().entrySet()) {
            MemorySegment file = file("integers-" + entry.getKey());
            IntegerBlock block = IntegerBlock.open(file, 0, file.byteSize());
            assertThat(block.bytes()).isEqualTo(file.byteSize());
            long[] found = new long[CodecGolden.COUNT];
            block.copyTo(found, 0);
            assertThat(found).as(entry.getKey()).isEqualTo(entry.getValue());
        }
    }

    @Test
    void rowsOfVersion1ComeBack() throws IOException {
        for (var entry : CodecGolden.floats().entrySet()) {
            MemorySegment file = file("floats-" + entry.getKey());
            FloatBlock block = FloatBlock.open(file, 0, file.byteSize(), CodecGolden.ROWS, CodecGolden.DIMENSION);
            assertThat(block.kind()).isEqualTo(entry.getKey());
            assertThat(block.bytes()).isEqualTo(file.byteSize());
            float[] found = new float[CodecGolden.ROWS * CodecGolden.DIMENSION];
            for (int row = 0; row < CodecGolden.ROWS; row++) {
                block.copyRow(row, found, row * CodecGolden.DIMENSION);
            }
            int[] foundBits = new int[found.length];
            int[] expectedBits = new int[found.length];
            Arrays.setAll(foundBits, i -> Float.floatToRawIntBits(found[i]));
            Arrays.setAll(expectedBits, i -> Float.floatToRawIntBits(entry.getValue()[i]));
            assertThat(foundBits).as("%s", entry.getKey()).isEqualTo(expectedBits);
        }
    }

    @Test
    void filterOfVersion1KnowsItsKeys() throws IOException {
        MemorySegment file = file("bloom-filter");
        BloomFilter filter = BloomFilter.open(file, 0, file.byteSize());
        assertThat(filter.keys()).isEqualTo(CodecGolden.COUNT);
        assertThat(IntStream.range(0, CodecGolden.COUNT)).allMatch(i -> filter.mightContain(CodecGolden.key(i)));
        long strangers = IntStream.range(CodecGolden.COUNT, 1000 + CodecGolden.COUNT)
                .filter(i -> filter.mightContain(CodecGolden.key(i)))
                .count();
        assertThat(strangers).isLessThan(40);
    }
}
