package io.vectron.benchmarks.codec;

import io.vectron.drift.codec.IntegerBlock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Integer columns of a data set's files, those that are there, in blocks of a bucket's size. */
final class IntegerReport {
    private static final int BLOCK_VALUES = 1000;
    private static final int VALUES_MAX = 200_000;

    private final String dataset;
    private final Stopwatch stopwatch;
    private long sink;

    IntegerReport(String dataset, Stopwatch stopwatch) {
        this.stopwatch = stopwatch;
        this.dataset = dataset;
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        try {
            lines.add(line("row numbers, shuffled", shuffled()));
            Path images = Path.of(dataset + "_base_img.i32");
            if (Files.isReadable(images)) {
                lines.add(line("image of each row, rising", ints(images)));
            }
            Path texts = Path.of(dataset + "_base.jsonl");
            if (Files.isReadable(texts)) {
                long[] lengths = lengths(texts);
                lines.add(line("lengths of texts", lengths));
                long[] ends = lengths.clone();
                Arrays.parallelPrefix(ends, Long::sum);
                lines.add(line("ends of texts", ends));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return lines;
    }

    /** What sequence numbers are to a bucket: numbers of one range in no order. */
    private static long[] shuffled() {
        long[] numbers = LongStream.range(0, VALUES_MAX).toArray();
        SplittableRandom random = new SplittableRandom(1);
        for (int i = numbers.length - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            long swap = numbers[i];
            numbers[i] = numbers[j];
            numbers[j] = swap;
        }
        return numbers;
    }

    private static long[] ints(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        return LongStream.generate(bytes::getInt)
                .limit(Math.min(VALUES_MAX, bytes.limit() / Integer.BYTES))
                .toArray();
    }

    private static long[] lengths(Path file) throws IOException {
        try (Stream<String> texts = Files.lines(file)) {
            return texts.limit(VALUES_MAX)
                    .mapToLong(text -> text.getBytes(StandardCharsets.UTF_8).length)
                    .toArray();
        }
    }

    private String line(String column, long[] values) {
        int blocks = values.length / BLOCK_VALUES;
        long[][] plain = new long[blocks][];
        Arrays.setAll(plain, b -> Arrays.copyOfRange(values, b * BLOCK_VALUES, (b + 1) * BLOCK_VALUES));
        byte[][] coded = new byte[blocks][];
        double encodeSeconds =
                stopwatch.seconds(() -> Arrays.setAll(coded, b -> IntegerBlock.encode(plain[b], BLOCK_VALUES)));
        IntegerBlock[] opened = new IntegerBlock[blocks];
        long[] target = new long[BLOCK_VALUES];
        long bytes = 0;
        for (int b = 0; b < blocks; b++) {
            MemorySegment memory = Arena.ofAuto().allocate(coded[b].length, 64);
            memory.copyFrom(MemorySegment.ofArray(coded[b]));
            opened[b] = IntegerBlock.open(memory, 0, coded[b].length);
            bytes += coded[b].length;
            opened[b].copyTo(target, 0);
            if (!Arrays.equals(target, plain[b])) {
                throw new IllegalStateException("block " + b + " of " + column + " came back different");
            }
        }
        double decodeSeconds = stopwatch.seconds(() -> {
            for (IntegerBlock block : opened) {
                block.copyTo(target, 0);
            }
        });
        SplittableRandom random = new SplittableRandom(1);
        double pickSeconds = stopwatch.seconds(() -> {
            for (int i = 0; i < VALUES_MAX; i++) {
                sink += opened[random.nextInt(blocks)].get(random.nextInt(BLOCK_VALUES));
            }
        });
        double count = (double) blocks * BLOCK_VALUES;
        return String.format(
                Locale.ROOT,
                "| %s | %,.0f | %.2f | %.3f | %.0f | %.0f | %.0f |",
                column,
                count,
                bytes * 8 / count,
                bytes / count / Long.BYTES,
                count / encodeSeconds / 1e6,
                count / decodeSeconds / 1e6,
                pickSeconds / VALUES_MAX * 1e9);
    }
}
