package io.vectron.drift.codec;

/**
 * How ALP turns a decimal float into an integer and back: code = round(v * 10^e * 10^-f), v = code * 10^f * 10^-e, all in
 * 32-bit arithmetic and in this order (ALP, Afroozeh, Kuffo and Boncz, SIGMOD 2024, section 3.1).
 *
 * @param exponent e, 0 to {@value #EXPONENT_MAX}
 * @param factorExponent f, 0 to e
 * @param base added to a packed code: the least code of the block
 */
record AlpScale(int exponent, int factorExponent, int base) {
    /** 10^10 is the largest power of ten that a float holds exactly. */
    static final int EXPONENT_MAX = 10;

    private static final float[] POWERS = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f, 1e7f, 1e8f, 1e9f, 1e10f};
    private static final float[] FRACTIONS = {
        1e0f, 1e-1f, 1e-2f, 1e-3f, 1e-4f, 1e-5f, 1e-6f, 1e-7f, 1e-8f, 1e-9f, 1e-10f
    };

    /** 10^f. */
    float factor() {
        return POWERS[factorExponent];
    }

    /** 10^-e. */
    float fraction() {
        return FRACTIONS[exponent];
    }

    /** The value of a packed code. */
    float decode(int packed) {
        return (float) (packed + base) * factor() * fraction();
    }

    AlpScale withBase(int newBase) {
        return new AlpScale(exponent, factorExponent, newBase);
    }

    /**
     * Encodes n values, the base not subtracted. Written without branches, so that the compiler vectorises it.
     *
     * @param codes receives the codes
     * @param misses receives 0 where the code decodes to the same bits
     */
    void encode(float[] values, int from, int n, int[] codes, int[] misses) {
        float up = POWERS[exponent];
        float down = FRACTIONS[factorExponent];
        float factor = factor();
        float fraction = fraction();
        for (int i = 0; i < n; i++) {
            float value = values[from + i];
            int code = Math.round(value * up * down);
            codes[i] = code;
            misses[i] = Float.floatToRawIntBits((float) code * factor * fraction) ^ Float.floatToRawIntBits(value);
        }
    }
}
