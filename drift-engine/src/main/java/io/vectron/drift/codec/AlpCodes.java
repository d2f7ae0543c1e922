package io.vectron.drift.codec;

/**
 * The ALP codes of a piece of a block, and what has been seen of them over several pieces. Scratch of one thread.
 */
final class AlpCodes {
    /** Stands for the width of a value whose code does not give it back. */
    private static final int NEVER = Integer.SIZE + 1;

    final int[] codes;
    private final int[] misses;
    private int least;
    private int greatest;
    private int missed;
    private int[] widths;

    /** Room for pieces of up to so many floats. */
    AlpCodes(int length) {
        codes = new int[length];
        misses = new int[length];
        widths = new int[NEVER + 1];
        forget();
    }

    /** Forgets what has been seen. */
    void forget() {
        least = Integer.MAX_VALUE;
        greatest = Integer.MIN_VALUE;
        missed = 0;
        widths = new int[NEVER + 1];
    }

    /** Encodes a piece, the base not subtracted. */
    void encode(AlpScale scale, float[] values, int from, int n) {
        LaneKernels.ACTIVE.encode(scale, values, from, codes, misses, n);
    }

    /** True when code i of the piece does not decode to its value. */
    boolean isMissed(int i) {
        return misses[i] != 0;
    }

    /** How many codes of the piece do not decode to their value. */
    int missed(int n) {
        int sum = 0;
        for (int i = 0; i < n; i++) {
            sum += misses[i] == 0 ? 0 : 1;
        }
        return sum;
    }

    /** Notes least and greatest of the codes of the piece that decode to their value. */
    void noteRange(int n) {
        for (int i = 0; i < n; i++) {
            boolean isMissed = misses[i] != 0;
            least = Math.min(least, isMissed ? Integer.MAX_VALUE : codes[i]);
            greatest = Math.max(greatest, isMissed ? Integer.MIN_VALUE : codes[i]);
            missed += isMissed ? 1 : 0;
        }
    }

    /** Notes the widths of the codes of the piece, least subtracted, once their range is known. */
    void noteWidths(int n) {
        for (int i = 0; i < n; i++) {
            widths[misses[i] == 0 ? BitPacking.widthOf(codes[i] - least) : NEVER]++;
        }
    }

    int least() {
        return least;
    }

    /** The width that all codes fit which decode to their value. */
    int fullWidth() {
        return least > greatest ? 0 : BitPacking.widthOf(greatest - least);
    }

    /** Values whose code does not decode to them. */
    int missed() {
        return missed;
    }

    /** Values that a code of so many bits does not give back; needs their widths. */
    int above(int width) {
        int above = 0;
        for (int w = width + 1; w <= NEVER; w++) {
            above += widths[w];
        }
        return above;
    }
}
