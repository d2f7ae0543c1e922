package io.vectron.benchmarks.codec;

import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.codec.FloatBlock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/** Plain floats and float blocks. Speeds count plain bytes; blocks lie one after the other and exceed the caches. */
final class FloatBlockReport {
    private static final int PICKS = 20_000;

    private final VectorFile vectors;
    private final Stopwatch stopwatch;
    private final int blockRows;
    private final int blocks;
    private final long plainBytes;
    private final float[][] rows;
    private final float[] target;

    FloatBlockReport(VectorFile vectors, int blockRows, Stopwatch stopwatch) {
        this.stopwatch = stopwatch;
        this.vectors = vectors;
        this.blockRows = blockRows;
        this.blocks = vectors.rows() / blockRows;
        int length = blockRows * vectors.dimension();
        this.plainBytes = (long) Float.BYTES * blocks * length;
        this.rows = new float[blocks][];
        this.target = new float[vectors.dimension()];
        Arrays.setAll(rows, b -> Arrays.copyOfRange(vectors.values(), b * length, (b + 1) * length));
    }

    /** Reads one row. */
    private interface Reader {
        void read(int block, int row);
    }

    List<String> lines() {
        return List.of(plain(), coded());
    }

    private String plain() {
        int dimension = vectors.dimension();
        long rowBytes = (long) Float.BYTES * dimension;
        MemorySegment memory = Arena.ofAuto().allocate(plainBytes, 64);
        Runnable encode = () -> {
            for (int b = 0; b < blocks; b++) {
                MemorySegment.copy(
                        rows[b], 0, memory, ValueLayout.JAVA_FLOAT, (long) b * blockRows * rowBytes, rows[b].length);
            }
        };
        double encodeSeconds = stopwatch.seconds(encode);
        Reader reader = (block, row) -> MemorySegment.copy(
                memory, ValueLayout.JAVA_FLOAT, (block * (long) blockRows + row) * rowBytes, target, 0, dimension);
        return line("plain copy", plainBytes, encodeSeconds, reader);
    }

    private String coded() {
        int dimension = vectors.dimension();
        long blockMax = FloatBlock.bytesMax(blockRows, dimension);
        MemorySegment memory = Arena.ofAuto().allocate(blockMax * blocks, 64);
        long[] ends = new long[blocks];
        Runnable encode = () -> {
            long end = 0;
            for (int b = 0; b < blocks; b++) {
                end += FloatBlock.encode(rows[b], blockRows, dimension, memory, end);
                ends[b] = end;
            }
        };
        double encodeSeconds = stopwatch.seconds(encode);
        FloatBlock[] opened = new FloatBlock[blocks];
        Map<FloatBlock.Kind, Integer> kinds = new EnumMap<>(FloatBlock.Kind.class);
        for (int b = 0; b < blocks; b++) {
            long start = b == 0 ? 0 : ends[b - 1];
            opened[b] = FloatBlock.open(memory, start, ends[b] - start, blockRows, dimension);
            kinds.merge(opened[b].kind(), 1, Integer::sum);
            check(opened[b], rows[b]);
        }
        Reader reader = (block, row) -> opened[block].copyRow(row, target, 0);
        return line("float blocks " + kinds, ends[blocks - 1], encodeSeconds, reader);
    }

    private void check(FloatBlock block, float[] expected) {
        int dimension = vectors.dimension();
        for (int row = 0; row < blockRows; row++) {
            block.copyRow(row, target, 0);
            for (int d = 0; d < dimension; d++) {
                float value = expected[row * dimension + d];
                if (Float.floatToRawIntBits(target[d]) != Float.floatToRawIntBits(value)) {
                    throw new IllegalStateException(
                            "row " + row + " came back with " + target[d] + " for " + value + " in dimension " + d);
                }
            }
        }
    }

    private String line(String form, long bytes, double encodeSeconds, Reader reader) {
        double decodeSeconds = stopwatch.seconds(() -> {
            for (int b = 0; b < blocks; b++) {
                for (int row = 0; row < blockRows; row++) {
                    reader.read(b, row);
                }
            }
        });
        SplittableRandom random = new SplittableRandom(1);
        double pickSeconds = stopwatch.seconds(() -> {
            for (int i = 0; i < PICKS; i++) {
                reader.read(random.nextInt(blocks), random.nextInt(blockRows));
            }
        });
        return String.format(
                Locale.ROOT,
                "| %s | %.1f | %.3f | %.2f | %.2f | %.0f |",
                form,
                bytes / ((double) blocks * blockRows),
                bytes / (double) plainBytes,
                plainBytes / encodeSeconds / 1e9,
                plainBytes / decodeSeconds / 1e9,
                pickSeconds / PICKS * 1e9);
    }
}
