package io.vectron.drift.codec;

/**
 * Byte layout of an integer block, version 1. Arithmetic is modulo 2^64.
 *
 * <table>
 * <caption>Block</caption>
 * <tr><th>offset</th><th>size</th><th>field</th></tr>
 * <tr><td>0</td><td>1</td><td>kind: 0 constant, 1 frame of reference, 2 delta</td></tr>
 * <tr><td>1</td><td>1</td><td>width of a value, 0 when constant, else up to 64</td></tr>
 * <tr><td>2</td><td>1</td><td>width of a restart, 0 unless delta</td></tr>
 * <tr><td>3</td><td>1</td><td>zero</td></tr>
 * <tr><td>4</td><td>4</td><td>count n</td></tr>
 * <tr><td>8</td><td>8</td><td>base: the constant, the least value, or the least delta</td></tr>
 * <tr><td>16</td><td>8</td><td>delta only: the least restart</td></tr>
 * <tr><td>16 or 24</td><td></td><td>delta only: restarts packed, ceil(n / 64), each the value at a multiple of 64 less the
 * least</td></tr>
 * <tr><td></td><td></td><td>n values packed: value - base, or delta - base (zero at restarts)</td></tr>
 * </table>
 */
final class IntegerBlockFormat {
    static final int KIND_AT = 0;
    static final int WIDTH_AT = KIND_AT + Byte.BYTES;
    static final int RESTART_WIDTH_AT = WIDTH_AT + Byte.BYTES;
    static final int ZERO_AT = RESTART_WIDTH_AT + Byte.BYTES;
    static final int COUNT_AT = ZERO_AT + Byte.BYTES;
    static final int BASE_AT = COUNT_AT + Integer.BYTES;
    static final int HEADER_BYTES = BASE_AT + Long.BYTES;
    static final int RESTART_BASE_AT = HEADER_BYTES;
    static final int DELTA_HEADER_BYTES = RESTART_BASE_AT + Long.BYTES;

    static final int CONSTANT = 0;
    static final int FRAME = 1;
    static final int DELTA = 2;

    /** Values per restart: a single value costs at most 8 steps of 8 values, a restart less than a bit per value. */
    static final int RUN = 64;

    private IntegerBlockFormat() {}

    static int restarts(int count) {
        return (count + RUN - 1) / RUN;
    }
}
