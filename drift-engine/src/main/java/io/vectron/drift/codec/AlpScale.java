package io.vectron.drift.codec;

/**
 * How ALP turns a decimal float into an integer and back: code = round(v * 10^e), v = code / 10^e (ALP, Afroozeh, Kuffo and
 * Boncz, SIGMOD 2024, section 3.1).
 *
 * <p>The paper decodes by two products, code * 10^f * 10^-e, because division of doubles was slow. 10^-e is no float, so
 * 4 % of the numbers with two decimals miss their last bit that way and become exceptions. Here one division by, or product
 * with, an exact power of ten rounds once: every decimal of up to seven digits comes back. The paper's f is a negative e.
 *
 * @param exponent e, -{@value #EXPONENT_MAX} to {@value #EXPONENT_MAX}
 * @param base added to a packed code: the least code of the block
 */
record AlpScale(int exponent, int base) {
    /** 10^10 is the largest power of ten that a float holds exactly. */
    static final int EXPONENT_MAX = 10;

    private static final float[] POWERS = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f};

    /** What a code is divided by: 10^e, or 1. */
    float divisor() {
        return POWERS[Math.max(exponent, 0)];
    }

    /** What a code is multiplied with: 10^-e, or 1. */
    float factor() {
        return POWERS[Math.max(-exponent, 0)];
    }

    /** The value of a packed code. */
    float decode(int packed) {
        return valueOf(packed + base);
    }

    /** The value of a code, the base included. */
    float valueOf(int code) {
        return (float) code * factor() / divisor();
    }

    AlpScale withBase(int newBase) {
        return new AlpScale(exponent, newBase);
    }

    /** What a value is multiplied with before it is rounded: about 10^e. */
    float scale() {
        return divisor() / factor();
    }

    /**
     * The code of a value, the base not subtracted: the nearest integer, halves away from zero. Whether it decodes to the
     * value is for the caller to see; by casts alone, so that vector kernels can do the same.
     */
    int code(float value) {
        float scaled = value * scale();
        int whole = (int) scaled;
        return whole + (int) ((scaled - whole) * 2);
    }
}
