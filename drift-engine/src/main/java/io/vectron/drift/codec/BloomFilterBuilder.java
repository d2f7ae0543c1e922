package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;

/**
 * Collects hashes and writes them as a {@link BloomFilter}. Hashes must be well mixed in all 64 bits, as those of
 * {@link IdHash} are. Not thread-safe.
 */
public final class BloomFilterBuilder {
    /** Rate of false positives unless a caller asks for another: one look-up in a hundred is in vain. */
    public static final double FALSE_POSITIVES = 0.01;

    private static final double FALSE_POSITIVES_MIN = 1e-5;
    private static final double FALSE_POSITIVES_MAX = 0.5;

    private final long[] words;
    private final int lines;
    private long keys;

    /** A builder for a filter of so many keys with 1 % false positives. */
    public BloomFilterBuilder(int keys) {
        this(keys, FALSE_POSITIVES);
    }

    /**
     * A builder for a filter of so many keys. More may be added, at the price of more false positives.
     *
     * @param keys 0 to {@value BloomFilter#KEYS_MAX}
     * @param falsePositives wanted rate, 0.00001 to 0.5
     */
    public BloomFilterBuilder(int keys, double falsePositives) {
        if (keys < 0 || keys > BloomFilter.KEYS_MAX) {
            throw new IllegalArgumentException(
                    "bloom filter of " + keys + " keys, expected 0 to " + BloomFilter.KEYS_MAX);
        }
        if (!(falsePositives >= FALSE_POSITIVES_MIN && falsePositives <= FALSE_POSITIVES_MAX)) {
            throw new IllegalArgumentException("rate of false positives is " + falsePositives + ", expected "
                    + FALSE_POSITIVES_MIN + " to " + FALSE_POSITIVES_MAX);
        }
        lines = BloomFilterSize.lines(keys, falsePositives);
        words = new long[lines * BloomFilterFormat.LINE_WORDS];
    }

    /** Adds a key by its hash. */
    public void add(long hash) {
        if (keys == BloomFilter.KEYS_MAX) {
            throw new IllegalStateException("the bloom filter holds " + keys + " keys, the most it can");
        }
        int line = BloomFilterFormat.line(hash, lines) * BloomFilterFormat.LINE_WORDS;
        for (int i = 0; i < BloomFilterFormat.LINE_WORDS; i++) {
            words[line + i] |= BloomFilterFormat.bit(hash, i);
        }
        keys++;
    }

    /** Bytes of the filter. */
    public long bytes() {
        return BloomFilterFormat.HEADER_BYTES + (long) BloomFilterFormat.LINE_BYTES * lines;
    }

    /** Writes the filter; returns its bytes. */
    public long writeAt(MemorySegment out, long at) {
        out.asSlice(at, BloomFilterFormat.HEADER_BYTES).fill((byte) 0);
        out.set(LittleEndian.I64, at + BloomFilterFormat.KEYS_AT, keys);
        out.set(LittleEndian.I32, at + BloomFilterFormat.LINES_AT, lines);
        MemorySegment.copy(words, 0, out, LittleEndian.I64, at + BloomFilterFormat.HEADER_BYTES, words.length);
        return bytes();
    }
}
