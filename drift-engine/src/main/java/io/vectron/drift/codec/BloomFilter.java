package io.vectron.drift.codec;

import java.lang.foreign.*;

public final class BloomFilter {
    private BloomFilter() {}

    public static MemorySegment build(long[] h, Arena a) {
        return a.allocate(8);
    }

    public static BloomFilter open(MemorySegment m, long at, long n) {
        return new BloomFilter();
    }

    public boolean mayContain(long h) {
        return true;
    }
}
