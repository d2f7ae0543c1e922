package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A set of 64-bit hashes that may say yes to a stranger, never no to a member. Each key lives in one cache line of 64
 * bytes (blocked bloom filter; Putze, Sanders, Singler, JEA 2009), one bit in each of its eight words (split block, as in
 * Parquet), so that a look-up misses the cache once. About 10.1 bits per key at 1 % false positives.
 *
 * <p>This is the read-only view; {@link BloomFilterBuilder} writes. The layout is that of {@link BloomFilterFormat}.
 * Immutable; any number of threads may ask.
 */
public final class BloomFilter {
    /** Most keys of a filter: far more than the rows of a segment. */
    public static final int KEYS_MAX = 1 << 28;

    private final MemorySegment in;
    private final long linesAt;
    private final int lines;
    private final long keys;

    private BloomFilter(MemorySegment in, long linesAt, int lines, long keys) {
        this.in = in;
        this.linesAt = linesAt;
        this.lines = lines;
        this.keys = keys;
    }

    /**
     * Opens a filter that starts at the offset, a multiple of 64 if its lines shall be cache lines.
     *
     * @param length bytes that may be read, at least those of the filter
     * @throws MalformedBlockException when no builder has written this header, or the length does not hold the filter
     */
    public static BloomFilter open(MemorySegment in, long at, long length) {
        Objects.checkFromIndexSize(at, length, in.byteSize());
        MalformedBlockException.checkFits(at, "bloom filter", BloomFilterFormat.HEADER_BYTES, length);
        long keys = in.get(LittleEndian.I64, at + BloomFilterFormat.KEYS_AT);
        MalformedBlockException.checkRange(at + BloomFilterFormat.KEYS_AT, "keys", 0, KEYS_MAX, keys);
        int lines = in.get(LittleEndian.I32, at + BloomFilterFormat.LINES_AT);
        MalformedBlockException.checkRange(
                at + BloomFilterFormat.LINES_AT, "lines", 1, BloomFilterFormat.LINES_MAX, lines);
        for (int field = BloomFilterFormat.ZEROS_AT; field < BloomFilterFormat.HEADER_BYTES; field++) {
            MalformedBlockException.checkRange(at + field, "unused byte", 0, 0, in.get(LittleEndian.I8, at + field));
        }
        BloomFilter filter = new BloomFilter(in, at + BloomFilterFormat.HEADER_BYTES, lines, keys);
        MalformedBlockException.checkFits(at, "bloom filter of " + lines + " lines", filter.bytes(), length);
        return filter;
    }

    /** Keys that have been added. */
    public long keys() {
        return keys;
    }

    /** Bytes of the filter. */
    public long bytes() {
        return BloomFilterFormat.HEADER_BYTES + (long) BloomFilterFormat.LINE_BYTES * lines;
    }

    /** False when no key of this hash has been added. */
    public boolean mightContain(long hash) {
        long line = linesAt + (long) BloomFilterFormat.LINE_BYTES * BloomFilterFormat.line(hash, lines);
        for (int i = 0; i < BloomFilterFormat.LINE_WORDS; i++) {
            if ((in.get(LittleEndian.I64, line + (long) Long.BYTES * i) & BloomFilterFormat.bit(hash, i)) == 0) {
                return false;
            }
        }
        return true;
    }
}
