package io.vectron.benchmarks.codec;

import io.vectron.drift.codec.BloomFilter;
import io.vectron.drift.codec.BloomFilterBuilder;
import io.vectron.drift.codec.IdHash;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;

/** Bloom filters over numbers as ids; a question includes the hash of the id. */
final class BloomReport {
    private static final int STRANGERS = 1_000_000;

    private final int rows;
    private final Stopwatch stopwatch;
    private int sink;

    BloomReport(int rows, Stopwatch stopwatch) {
        this.stopwatch = stopwatch;
        this.rows = rows;
    }

    List<String> lines() {
        return List.of(line(1000), line(rows));
    }

    private String line(int keys) {
        BloomFilterBuilder builder = new BloomFilterBuilder(keys);
        for (int i = 0; i < keys; i++) {
            builder.add(hash(i));
        }
        MemorySegment memory = Arena.ofAuto().allocate(builder.bytes(), 64);
        builder.writeAt(memory, 0);
        BloomFilter filter = BloomFilter.open(memory, 0, memory.byteSize());
        BloomFilterBuilder timed = new BloomFilterBuilder(keys);
        double addSeconds = stopwatch.seconds(() -> {
            for (int i = 0; i < keys; i++) {
                timed.add(hash(i));
            }
        });
        int wrong = yes(filter, keys);
        double askSeconds = stopwatch.seconds(() -> sink += yes(filter, keys));
        return String.format(
                Locale.ROOT,
                "| 1 %% wanted | %,d | %.2f | %.2f %% | %.1f | %.1f |",
                keys,
                filter.bytes() * 8.0 / keys,
                wrong * 100.0 / STRANGERS,
                addSeconds / keys * 1e9,
                askSeconds / STRANGERS * 1e9);
    }

    private static int yes(BloomFilter filter, int firstStranger) {
        int yes = 0;
        for (int i = 0; i < STRANGERS; i++) {
            yes += filter.mightContain(hash((long) firstStranger + i)) ? 1 : 0;
        }
        return yes;
    }

    private static long hash(long number) {
        return IdHash.of(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
    }
}
