package io.vectron.drift.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The plain twin of {@link VectorKernels}, for tests and for machines without wide vectors. */
public final class ScalarKernels implements Kernels {
    @Override
    public float l2(float[] a, int aOffset, float[] b, int bOffset, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            float t = a[aOffset + i] - b[bOffset + i];
            sum += t * t;
        }
        return sum;
    }

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += a[aOffset + i] * b[bOffset + i];
        }
        return sum;
    }

    @Override
    public void l2x4(float[] a, int aOffset, float[] b, int bOffset, int n, float[] out) {
        for (int row = 0; row < 4; row++) {
            out[row] = l2(a, aOffset, b, bOffset + row * n, n);
        }
    }

    @Override
    public float codeDot(float[] weights, MemorySegment codes, long offset, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            sum += weights[i] * codes.get(ValueLayout.JAVA_BYTE, offset + i);
        }
        return sum;
    }

    @Override
    public float codeL2(float[] shifted, float[] negatedSteps, MemorySegment codes, long offset, int n) {
        float sum = 0;
        for (int i = 0; i < n; i++) {
            float t = shifted[i] + negatedSteps[i] * codes.get(ValueLayout.JAVA_BYTE, offset + i);
            sum += t * t;
        }
        return sum;
    }

    @Override
    public void panelDots(
            float[] rows, int rowsAt, int n, float[] panel, int panelAt, float[] out, int outAt, int stride) {
        for (int row = 0; row < PANEL_ROWS; row++) {
            for (int c = 0; c < PANEL_WIDTH; c++) {
                float sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += rows[rowsAt + row * n + i] * panel[panelAt + i * PANEL_WIDTH + c];
                }
                out[outAt + row * stride + c] = sum;
            }
        }
    }

    @Override
    public long upTo(float[] values, int at, float bound) {
        long mask = 0;
        for (int i = 0; i < Long.SIZE; i++) {
            mask |= values[at + i] <= bound ? 1L << i : 0;
        }
        return mask;
    }

    @Override
    public float least(float[] values, int n) {
        float least = Float.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            least = Math.min(least, values[i]);
        }
        return least;
    }

    @Override
    public float greatestFinite(float[] values, int n) {
        float greatest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            if (values[i] < Float.POSITIVE_INFINITY) {
                greatest = Math.max(greatest, values[i]);
            }
        }
        return greatest;
    }

    @Override
    public int indexOfLeast(float[] values, int from, int n) {
        int best = 0;
        for (int i = 1; i < n; i++) {
            best = values[from + i] < values[from + best] ? i : best;
        }
        return best;
    }
}
