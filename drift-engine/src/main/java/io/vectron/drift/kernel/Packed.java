package io.vectron.drift.kernel;

/** A distance and a row number in one long, ordered as signed longs: by distance, then by row. */
public final class Packed {
    private Packed() {}

    /** Packs; the distance must not be NaN, the row not negative. */
    public static long of(float distance, int row) {
        int bits = Float.floatToRawIntBits(distance);
        // Negative floats order backwards as ints: flip their magnitude bits.
        int sortable = bits ^ ((bits >> 31) & Integer.MAX_VALUE);
        return ((long) sortable << 32) | row;
    }

    /** The same distance with another row. */
    public static long withRow(long packed, int row) {
        return (packed & 0xFFFF_FFFF_0000_0000L) | row;
    }

    /** The distance of a packed long. */
    public static float distance(long packed) {
        int sortable = (int) (packed >> 32);
        return Float.intBitsToFloat(sortable ^ ((sortable >> 31) & Integer.MAX_VALUE));
    }

    /** The row of a packed long. */
    public static int row(long packed) {
        return (int) packed;
    }
}
