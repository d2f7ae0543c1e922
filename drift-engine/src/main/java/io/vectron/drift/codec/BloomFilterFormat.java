package io.vectron.drift.codec;

/**
 * Byte layout of a bloom filter, version 1.
 *
 * <table>
 * <caption>Filter</caption>
 * <tr><th>offset</th><th>size</th><th>field</th></tr>
 * <tr><td>0</td><td>8</td><td>keys added, at most {@value BloomFilter#KEYS_MAX}</td></tr>
 * <tr><td>8</td><td>4</td><td>lines n, at least 1</td></tr>
 * <tr><td>12</td><td>52</td><td>zero</td></tr>
 * <tr><td>64</td><td>64 n</td><td>lines: eight words u64 each</td></tr>
 * </table>
 *
 * <p>A key's line is (high half of its hash * n) &gt;&gt;&gt; 32. In word i of the line it sets the bit whose number is the top
 * six bits of the 32-bit product of the hash's low half and SALTS[i].
 */
final class BloomFilterFormat {
    static final int KEYS_AT = 0;
    static final int LINES_AT = KEYS_AT + Long.BYTES;
    static final int ZEROS_AT = LINES_AT + Integer.BYTES;
    static final int LINE_BYTES = 64;
    static final int HEADER_BYTES = LINE_BYTES;
    static final int LINE_WORDS = LINE_BYTES / Long.BYTES;
    /** Lines of which a filter's bytes fit into an array. */
    static final int LINES_MAX = Integer.MAX_VALUE / LINE_BYTES - 2;

    /** Odd numbers of Parquet's split block bloom filter, which has 32-bit words. */
    private static final int[] SALTS = {
        0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
    };

    private BloomFilterFormat() {}

    static int line(long hash, int lines) {
        return (int) (((hash >>> Integer.SIZE) * lines) >>> Integer.SIZE);
    }

    /** The bit of a key in word i of its line. */
    static long bit(long hash, int i) {
        return 1L << (((int) hash * SALTS[i]) >>> 26);
    }
}
