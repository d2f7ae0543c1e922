package io.vectron.drift.rabitq;

import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * 64 rows of D rotated dimensions (a multiple of 64), little-endian:
 *
 * <pre>
 *        0    8D  codes: for each 8 dimensions 64 bytes, one a row; bit i is 1 where the row is above the centroid in dimension i
 *       8D   256  add f32[64]
 *  8D + 256  256  rescale and error, i32[64]: two bfloat16, rescale in the upper half
 * </pre>
 *
 * Row r of a block has the bytes at column 2r, or 2(r - 32) + 1 from row 32 on, so that a scan, which adds up the bytes of
 * even and of odd columns separately, gets its sums in the order of the rows. Numbers come in that order.
 *
 * <p>With r the rotated row less the rotated centroid c, x[i] = 1/2 where r[i] &gt; 0 and -1/2 elsewhere, A = &lt;r,x&gt; and C =
 * &lt;c,x&gt;, and q a rotated query, |q - row|^2 is about add + |q - c|^2 + rescale &lt;q,x&gt; with
 *
 * <pre>
 *   add = |r|^2 (1 + 2C/A)   rescale = -2|r|^2/A   error = 2|r| sqrt((|r|^2 D/(4A^2) - 1) / (D - 1))
 * </pre>
 *
 * and -&lt;q,row&gt; is about add - &lt;q,c&gt; + rescale &lt;q,x&gt; with add = -&lt;r,c&gt; + |r|^2 C/A, rescale = -|r|^2/A and half the
 * error. The error times |q - c| is about a standard deviation of the estimate. A lane without a row has add = infinity.
 */
public final class BlockFormat {
    /** Rows of a block. */
    public static final int ROWS = 64;

    static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Bytes of the numbers of a block. */
    static final int FACTOR_BYTES = ROWS * (Float.BYTES + Integer.BYTES);
    /** Where rescale and error lie among them. */
    static final int SCALES_AT = ROWS * Float.BYTES;

    private BlockFormat() {}

    /** Blocks that hold so many rows. */
    public static int blocks(int rows) {
        return (rows + ROWS - 1) / ROWS;
    }

    /**
     * Bytes of a block.
     *
     * @param padded rotated dimensions
     */
    public static long bytes(int padded) {
        return codeBytes(padded) + FACTOR_BYTES;
    }

    /** Bytes of the codes of a block. */
    static long codeBytes(int padded) {
        return 8L * padded;
    }

    /** The column of a row's bytes. */
    static int column(int row) {
        return row < 32 ? 2 * row : 2 * row - 63;
    }

    /** The upper half of a float, rounded to nearest. */
    static int bfloat16(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (bits + 0x7FFF + ((bits >>> 16) & 1)) >>> 16;
    }
}
