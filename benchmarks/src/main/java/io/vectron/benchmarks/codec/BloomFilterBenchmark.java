package io.vectron.benchmarks.codec;

import io.vectron.benchmarks.ShortBenchmark;
import io.vectron.drift.codec.BloomFilter;
import io.vectron.drift.codec.BloomFilterBuilder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/** A bloom filter asked for strangers, against a HashSet of the same hashes. */
public class BloomFilterBenchmark extends ShortBenchmark {
    @Param({"10000", "1000000"})
    private int keys;

    private final SplittableRandom random = new SplittableRandom(1);
    private final Set<Long> plain = new HashSet<>();
    private BloomFilter filter = filterOf(new BloomFilterBuilder(0));

    private static BloomFilter filterOf(BloomFilterBuilder builder) {
        MemorySegment memory = Arena.ofAuto().allocate(builder.bytes(), 64);
        builder.writeAt(memory, 0);
        return BloomFilter.open(memory, 0, memory.byteSize());
    }

    @Setup
    public void fill() {
        BloomFilterBuilder builder = new BloomFilterBuilder(keys);
        for (int i = 0; i < keys; i++) {
            long hash = random.nextLong();
            builder.add(hash);
            plain.add(hash);
        }
        filter = filterOf(builder);
    }

    @Benchmark
    public boolean askFilter() {
        return filter.mightContain(random.nextLong());
    }

    @Benchmark
    public boolean askSet() {
        return plain.contains(random.nextLong());
    }
}
