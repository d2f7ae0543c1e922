package io.vectron.drift.kernel;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShape;

/**
 * How wide the vector registers are that kernels use: those that the machine prefers, or fewer bits when
 * {@link Kernels#CHOICE_PROPERTY} says so. Loaded only where the vector module is.
 */
public final class VectorWidth {
    private static final int BITS_MIN = 128;
    private static final int BITS_MAX = 512;

    /** 128, 256 or 512. A constant, so that the species made of it are constants to the compiler. */
    public static final int BITS = choose(System.getProperty(Kernels.CHOICE_PROPERTY, ""));

    /** The shape of that width. */
    public static final VectorShape SHAPE = VectorShape.forBitSize(BITS);

    /** Floats in a register. */
    public static final int FLOATS = BITS / Float.SIZE;

    private VectorWidth() {}

    private static int choose(String wanted) {
        int preferred = Math.min(FloatVector.SPECIES_PREFERRED.vectorBitSize(), BITS_MAX);
        if (wanted.isEmpty() || wanted.equals(Kernels.SCALAR)) {
            return Math.max(preferred, BITS_MIN);
        }
        return switch (wanted) {
            case "128" -> BITS_MIN;
            case "256" -> 256;
            case "512" -> BITS_MAX;
            default ->
                throw new IllegalArgumentException(
                        Kernels.CHOICE_PROPERTY + " is " + wanted + ", expected scalar, 128, 256 or 512");
        };
    }

    /** Whether the machine has registers of at least 128 bits, without which vector code is slower than plain code. */
    static boolean isWideEnough() {
        return FloatVector.SPECIES_PREFERRED.vectorBitSize() >= BITS_MIN;
    }
}
