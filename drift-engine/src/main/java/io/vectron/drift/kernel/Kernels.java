package io.vectron.drift.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Distance arithmetic. Offsets of arrays count floats, offsets of segments count bytes. Sums may differ in their last bits
 * from call to call, for the order in which a register's lanes are added is not laid down.
 *
 * <p>One kernel never sees both heap and native memory: its loads would become megamorphic (6x slower).
 */
public sealed interface Kernels permits VectorKernels, ScalarKernels {
    /** Set to {@value #SCALAR} to do without the vector API, to 128, 256 or 512 to use registers of so many bits. */
    String CHOICE_PROPERTY = "drift.kernels";

    /** The value of {@link #CHOICE_PROPERTY} that stands for plain code. */
    String SCALAR = "scalar";

    /** The kernels of this process. A constant, so that the compiler inlines through it. */
    Kernels ACTIVE = choose();

    /** Sum of squared differences of n floats. */
    float l2(float[] a, int aOffset, float[] b, int bOffset, int n);

    /** Sum of products of n floats. */
    float dot(float[] a, int aOffset, float[] b, int bOffset, int n);

    /** Squared distances of a to four vectors of b, which lie n floats apart; out: [4]. */
    void l2x4(float[] a, int aOffset, float[] b, int bOffset, int n, float[] out);

    /**
     * Sum of products of n floats with as many signed bytes.
     *
     * @param weights [n]
     */
    float codeDot(float[] weights, MemorySegment codes, long offset, int n);

    /**
     * Sum of the squares of shifted[i] + negatedSteps[i] * code[i].
     *
     * @param shifted [n]
     * @param negatedSteps [n]
     * @param codes n signed bytes from offset
     */
    float codeL2(float[] shifted, float[] negatedSteps, MemorySegment codes, long offset, int n);

    /** The least of n floats, a multiple of 64 and not zero; none is NaN. */
    float least(float[] values, int n);

    /** The greatest of n floats that is not infinity, as {@link #least}; minus infinity when there is none. */
    float greatestFinite(float[] values, int n);

    /** Which of 64 floats are below a bound, or equal to it: bit i stands for values[at + i]. */
    long upTo(float[] values, int at, float bound);

    /**
     * Reads one byte of every cache line of [offset, offset + bytes), so that many lines are on their way at a time.
     *
     * @return something that depends on all that was read
     */
    static long touch(MemorySegment memory, long offset, long bytes) {
        long sum = 0;
        for (long at = offset; at < offset + bytes; at += 64) {
            sum += memory.get(ValueLayout.JAVA_BYTE, at);
        }
        return sum;
    }

    /** Index, from 0, of the least of n floats from index from, the first when there are several; n is a multiple of 16, not zero. */
    int indexOfLeast(float[] values, int from, int n);

    /** Rows that {@link #panelDots} takes at once. */
    int PANEL_ROWS = 8;

    /** Vectors of a panel. */
    int PANEL_WIDTH = 32;

    /**
     * Inner products of {@link #PANEL_ROWS} rows with the {@link #PANEL_WIDTH} vectors of a panel: a tile of a matrix product,
     * whose sums stay in registers and need no adding up of lanes.
     *
     * @param rows [PANEL_ROWS x n] from rowsAt, row-major
     * @param panel [n x PANEL_WIDTH] from panelAt: the first component of each vector, then the second
     * @param out sum of row r and vector c at outAt + r * stride + c
     */
    void panelDots(float[] rows, int rowsAt, int n, float[] panel, int panelAt, float[] out, int outAt, int stride);

    /** Whether kernels of this process use vectors: the module is there, the machine has registers, nobody says no. */
    static boolean hasVectors() {
        boolean wantsScalar = SCALAR.equals(System.getProperty(CHOICE_PROPERTY));
        boolean hasModule =
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return !wantsScalar && hasModule && VectorWidth.isWideEnough();
    }

    private static Kernels choose() {
        return hasVectors() ? new VectorKernels() : new ScalarKernels();
    }
}
