package io.vectron.drift.kernel;

import java.lang.foreign.MemorySegment;

/**
 * Distance arithmetic. Offsets of arrays count floats, offsets of segments count bytes. Sums may differ in their last bits
 * from call to call, for the order in which a register's lanes are added is not laid down.
 *
 * <p>One kernel never sees both heap and native memory: its loads would become megamorphic (6x slower).
 */
public sealed interface Kernels permits VectorKernels, ScalarKernels {
    /** Set to {@code scalar} to do without the vector API. */
    String CHOICE_PROPERTY = "drift.kernels";

    /** The kernels of this process. A constant, so that the compiler inlines through it. */
    Kernels ACTIVE = choose();

    /** Sum of squared differences of n floats. */
    float l2(float[] a, int aOffset, float[] b, int bOffset, int n);

    /** Sum of products of n floats. */
    float dot(float[] a, int aOffset, float[] b, int bOffset, int n);

    /** Squared distances of a to four vectors of b, which lie n floats apart; out: [4]. */
    void l2x4(float[] a, int aOffset, float[] b, int bOffset, int n, float[] out);

    /**
     * Scores of 8-bit rows against float weights.
     *
     * @param weights [n]
     * @param codes row-major signed bytes, [rows x n] from offset
     * @param out [rows]: sum of weights[d] * codes[row][d]
     */
    void codeDots(float[] weights, MemorySegment codes, long offset, int n, int rows, float[] out);

    /** Rows that {@link #panelDots} takes at once. */
    int PANEL_ROWS = 4;

    /** Vectors of a panel. */
    int PANEL_WIDTH = 16;

    /**
     * Inner products of {@link #PANEL_ROWS} rows with the {@link #PANEL_WIDTH} vectors of a panel: a tile of a matrix product,
     * whose sums stay in registers and need no adding up of lanes.
     *
     * @param rows [PANEL_ROWS x n], row-major
     * @param panel [n x PANEL_WIDTH] from panelAt: the first component of each vector, then the second
     * @param out sum of row r and vector c at outAt + r * stride + c
     */
    void panelDots(float[] rows, int n, float[] panel, int panelAt, float[] out, int outAt, int stride);

    private static Kernels choose() {
        boolean wantsScalar = "scalar".equals(System.getProperty(CHOICE_PROPERTY));
        boolean hasModule =
                ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
        return !wantsScalar && hasModule && VectorKernels.isWideEnough() ? new VectorKernels() : new ScalarKernels();
    }
}
