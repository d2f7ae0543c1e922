package io.vectron.drift.codec;

/**
 * Byte layout of a block of m rows of D floats, version 1.
 *
 * <table>
 * <caption>Block</caption>
 * <tr><th>offset</th><th>size</th><th>field</th></tr>
 * <tr><td>0</td><td>1</td><td>kind: 0 raw, 1 ALP, 2 ALP-RD</td></tr>
 * <tr><td>1</td><td>1</td><td>width of a packed value, 0 to 32; raw: 0</td></tr>
 * <tr><td>2</td><td>1</td><td>ALP: exponent e, i8; ALP-RD: bits of the right part; raw: 0</td></tr>
 * <tr><td>3</td><td>1</td><td>ALP-RD: rotation; else 0</td></tr>
 * <tr><td>4</td><td>4</td><td>ALP: least code, i32; else 0</td></tr>
 * <tr><td>8</td><td>4</td><td>rows m</td></tr>
 * <tr><td>12</td><td>4</td><td>dimension D</td></tr>
 * <tr><td>16</td><td>4</td><td>patches x; raw: 0</td></tr>
 * <tr><td>20</td><td>16</td><td>ALP-RD: left parts u16[8], zero when unused; else zero</td></tr>
 * <tr><td>36</td><td>28</td><td>zero</td></tr>
 * <tr><td>64</td><td></td><td>m rows, all of the same length: raw f32[D], else a {@link BitPacking} run of D values</td></tr>
 * <tr><td></td><td></td><td>when x &gt; 0: per row the patches up to its end, a run of m values; per patch its dimension
 * u16 and the whole value u32 (ALP) or left part u16 (ALP-RD)</td></tr>
 * </table>
 */
final class FloatBlockFormat {
    static final int KIND_AT = 0;
    static final int WIDTH_AT = KIND_AT + Byte.BYTES;
    static final int EXPONENT_AT = WIDTH_AT + Byte.BYTES;
    static final int RIGHT_BITS_AT = EXPONENT_AT;
    static final int ROTATION_AT = RIGHT_BITS_AT + Byte.BYTES;
    static final int BASE_AT = ROTATION_AT + Byte.BYTES;
    static final int ROWS_AT = BASE_AT + Integer.BYTES;
    static final int DIMENSION_AT = ROWS_AT + Integer.BYTES;
    static final int PATCHES_AT = DIMENSION_AT + Integer.BYTES;
    static final int LEFTS_AT = PATCHES_AT + Integer.BYTES;
    static final int ZEROS_AT = LEFTS_AT + RdDictionary.SIZE_MAX * Short.BYTES;
    /** A cache line, so that rows start at one when the block does. */
    static final int HEADER_BYTES = 64;

    static final int RAW = 0;
    static final int ALP = 1;
    static final int ALP_RD = 2;

    private FloatBlockFormat() {}
}
