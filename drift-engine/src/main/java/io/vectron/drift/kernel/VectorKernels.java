package io.vectron.drift.kernel;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;

/**
 * Kernels on registers of {@link VectorWidth#BITS} bits. Two accumulators hide the latency of the fused multiply-add; the
 * species are static finals because the compiler must see them as constants.
 */
public final class VectorKernels implements Kernels {
    private static final ByteOrder LE = ByteOrder.LITTLE_ENDIAN;
    private static final int BYTE_BITS_MIN = 64;

    private static final VectorSpecies<Float> F = VectorSpecies.of(float.class, VectorWidth.SHAPE);
    private static final int LANES = F.length();
    /** Processors with registers of 512 bits have 32 of them, others 16. */
    private static final boolean HAS_MANY_REGISTERS = LANES == 16;

    /** A quarter of the register, but no byte vector has less than 64 bits: of 128 bits it fills two registers of floats. */
    private static final VectorSpecies<Byte> B =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(Math.max(VectorWidth.BITS / 4, BYTE_BITS_MIN)));

    private static final int CODES = B.length();
    private static final boolean HAS_PARTS = CODES > LANES;

    @Override
    public float l2(float[] a, int aOffset, float[] b, int bOffset, int n) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        int i = 0;
        for (; i <= n - 2 * LANES; i += 2 * LANES) {
            FloatVector t = FloatVector.fromArray(F, a, aOffset + i).sub(FloatVector.fromArray(F, b, bOffset + i));
            even = t.fma(t, even);
            FloatVector u = FloatVector.fromArray(F, a, aOffset + i + LANES)
                    .sub(FloatVector.fromArray(F, b, bOffset + i + LANES));
            odd = u.fma(u, odd);
        }
        for (; i <= n - LANES; i += LANES) {
            FloatVector t = FloatVector.fromArray(F, a, aOffset + i).sub(FloatVector.fromArray(F, b, bOffset + i));
            even = t.fma(t, even);
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) {
            float t = a[aOffset + i] - b[bOffset + i];
            sum += t * t;
        }
        return sum;
    }

    @Override
    public float dot(float[] a, int aOffset, float[] b, int bOffset, int n) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = FloatVector.zero(F);
        int i = 0;
        for (; i <= n - 2 * LANES; i += 2 * LANES) {
            even = FloatVector.fromArray(F, a, aOffset + i).fma(FloatVector.fromArray(F, b, bOffset + i), even);
            odd = FloatVector.fromArray(F, a, aOffset + i + LANES)
                    .fma(FloatVector.fromArray(F, b, bOffset + i + LANES), odd);
        }
        for (; i <= n - LANES; i += LANES) {
            even = FloatVector.fromArray(F, a, aOffset + i).fma(FloatVector.fromArray(F, b, bOffset + i), even);
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) {
            sum += a[aOffset + i] * b[bOffset + i];
        }
        return sum;
    }

    @Override
    public void l2x4(float[] a, int aOffset, float[] b, int bOffset, int n, float[] out) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        int i = 0;
        for (; i <= n - LANES; i += LANES) {
            FloatVector x = FloatVector.fromArray(F, a, aOffset + i);
            int at = bOffset + i;
            FloatVector t0 = x.sub(FloatVector.fromArray(F, b, at));
            FloatVector t1 = x.sub(FloatVector.fromArray(F, b, at + n));
            FloatVector t2 = x.sub(FloatVector.fromArray(F, b, at + 2 * n));
            FloatVector t3 = x.sub(FloatVector.fromArray(F, b, at + 3 * n));
            s0 = t0.fma(t0, s0);
            s1 = t1.fma(t1, s1);
            s2 = t2.fma(t2, s2);
            s3 = t3.fma(t3, s3);
        }
        out[0] = s0.reduceLanes(VectorOperators.ADD) + l2Tail(a, aOffset, b, bOffset, i, n);
        out[1] = s1.reduceLanes(VectorOperators.ADD) + l2Tail(a, aOffset, b, bOffset + n, i, n);
        out[2] = s2.reduceLanes(VectorOperators.ADD) + l2Tail(a, aOffset, b, bOffset + 2 * n, i, n);
        out[3] = s3.reduceLanes(VectorOperators.ADD) + l2Tail(a, aOffset, b, bOffset + 3 * n, i, n);
    }

    private static float l2Tail(float[] a, int aOffset, float[] b, int bOffset, int from, int n) {
        float sum = 0;
        for (int i = from; i < n; i++) {
            float t = a[aOffset + i] - b[bOffset + i];
            sum += t * t;
        }
        return sum;
    }

    @Override
    public void panelDots(
            float[] rows, int rowsAt, int n, float[] panel, int panelAt, float[] out, int outAt, int stride) {
        if (HAS_MANY_REGISTERS) {
            panelDotsOfEight(rows, rowsAt, n, panel, panelAt, out, outAt, stride);
            return;
        }
        for (int row = 0; row < PANEL_ROWS; row += 4) {
            for (int column = 0; column < PANEL_WIDTH; column += 2 * LANES) {
                int to = outAt + row * stride + column;
                panelDotsOfFour(rows, rowsAt + row * n, n, panel, panelAt + column, out, to, stride);
            }
        }
    }

    /** Eight rows, two registers each: sixteen sums. */
    private static void panelDotsOfEight(
            float[] rows, int rowsAt, int n, float[] panel, int panelAt, float[] out, int outAt, int stride) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector s4 = s0;
        FloatVector s5 = s0;
        FloatVector s6 = s0;
        FloatVector s7 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector t2 = s0;
        FloatVector t3 = s0;
        FloatVector t4 = s0;
        FloatVector t5 = s0;
        FloatVector t6 = s0;
        FloatVector t7 = s0;
        for (int i = 0; i < n; i++) {
            FloatVector p = FloatVector.fromArray(F, panel, panelAt + i * PANEL_WIDTH);
            FloatVector q = FloatVector.fromArray(F, panel, panelAt + i * PANEL_WIDTH + LANES);
            int row = rowsAt + i;
            FloatVector x = FloatVector.broadcast(F, rows[row]);
            s0 = p.fma(x, s0);
            t0 = q.fma(x, t0);
            x = FloatVector.broadcast(F, rows[row + n]);
            s1 = p.fma(x, s1);
            t1 = q.fma(x, t1);
            x = FloatVector.broadcast(F, rows[row + 2 * n]);
            s2 = p.fma(x, s2);
            t2 = q.fma(x, t2);
            x = FloatVector.broadcast(F, rows[row + 3 * n]);
            s3 = p.fma(x, s3);
            t3 = q.fma(x, t3);
            x = FloatVector.broadcast(F, rows[row + 4 * n]);
            s4 = p.fma(x, s4);
            t4 = q.fma(x, t4);
            x = FloatVector.broadcast(F, rows[row + 5 * n]);
            s5 = p.fma(x, s5);
            t5 = q.fma(x, t5);
            x = FloatVector.broadcast(F, rows[row + 6 * n]);
            s6 = p.fma(x, s6);
            t6 = q.fma(x, t6);
            x = FloatVector.broadcast(F, rows[row + 7 * n]);
            s7 = p.fma(x, s7);
            t7 = q.fma(x, t7);
        }
        s0.intoArray(out, outAt);
        t0.intoArray(out, outAt + LANES);
        s1.intoArray(out, outAt + stride);
        t1.intoArray(out, outAt + stride + LANES);
        s2.intoArray(out, outAt + 2 * stride);
        t2.intoArray(out, outAt + 2 * stride + LANES);
        s3.intoArray(out, outAt + 3 * stride);
        t3.intoArray(out, outAt + 3 * stride + LANES);
        s4.intoArray(out, outAt + 4 * stride);
        t4.intoArray(out, outAt + 4 * stride + LANES);
        s5.intoArray(out, outAt + 5 * stride);
        t5.intoArray(out, outAt + 5 * stride + LANES);
        s6.intoArray(out, outAt + 6 * stride);
        t6.intoArray(out, outAt + 6 * stride + LANES);
        s7.intoArray(out, outAt + 7 * stride);
        t7.intoArray(out, outAt + 7 * stride + LANES);
    }

    /** Four rows, two registers each: eight sums, which fit into sixteen registers with what they are made of. */
    private static void panelDotsOfFour(
            float[] rows, int rowsAt, int n, float[] panel, int panelAt, float[] out, int outAt, int stride) {
        FloatVector s0 = FloatVector.zero(F);
        FloatVector s1 = s0;
        FloatVector s2 = s0;
        FloatVector s3 = s0;
        FloatVector t0 = s0;
        FloatVector t1 = s0;
        FloatVector t2 = s0;
        FloatVector t3 = s0;
        for (int i = 0; i < n; i++) {
            FloatVector p = FloatVector.fromArray(F, panel, panelAt + i * PANEL_WIDTH);
            FloatVector q = FloatVector.fromArray(F, panel, panelAt + i * PANEL_WIDTH + LANES);
            int row = rowsAt + i;
            FloatVector x0 = FloatVector.broadcast(F, rows[row]);
            s0 = p.fma(x0, s0);
            t0 = q.fma(x0, t0);
            FloatVector x1 = FloatVector.broadcast(F, rows[row + n]);
            s1 = p.fma(x1, s1);
            t1 = q.fma(x1, t1);
            FloatVector x2 = FloatVector.broadcast(F, rows[row + 2 * n]);
            s2 = p.fma(x2, s2);
            t2 = q.fma(x2, t2);
            FloatVector x3 = FloatVector.broadcast(F, rows[row + 3 * n]);
            s3 = p.fma(x3, s3);
            t3 = q.fma(x3, t3);
        }
        s0.intoArray(out, outAt);
        t0.intoArray(out, outAt + LANES);
        s1.intoArray(out, outAt + stride);
        t1.intoArray(out, outAt + stride + LANES);
        s2.intoArray(out, outAt + 2 * stride);
        t2.intoArray(out, outAt + 2 * stride + LANES);
        s3.intoArray(out, outAt + 3 * stride);
        t3.intoArray(out, outAt + 3 * stride + LANES);
    }

    @Override
    public float codeDot(float[] weights, MemorySegment codes, long offset, int n) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = even;
        int i = 0;
        for (; i <= n - 2 * CODES; i += 2 * CODES) {
            ByteVector first = ByteVector.fromMemorySegment(B, codes, offset + i, LE);
            ByteVector second = ByteVector.fromMemorySegment(B, codes, offset + i + CODES, LE);
            even = part(first, 0).fma(FloatVector.fromArray(F, weights, i), even);
            odd = part(second, 0).fma(FloatVector.fromArray(F, weights, i + CODES), odd);
            if (HAS_PARTS) {
                even = part(first, 1).fma(FloatVector.fromArray(F, weights, i + LANES), even);
                odd = part(second, 1).fma(FloatVector.fromArray(F, weights, i + CODES + LANES), odd);
            }
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) {
            sum += weights[i] * codes.get(ValueLayout.JAVA_BYTE, offset + i);
        }
        return sum;
    }

    @Override
    public float codeL2(float[] shifted, float[] negatedSteps, MemorySegment codes, long offset, int n) {
        FloatVector even = FloatVector.zero(F);
        FloatVector odd = even;
        int i = 0;
        for (; i <= n - 2 * CODES; i += 2 * CODES) {
            ByteVector first = ByteVector.fromMemorySegment(B, codes, offset + i, LE);
            ByteVector second = ByteVector.fromMemorySegment(B, codes, offset + i + CODES, LE);
            FloatVector t = difference(first, 0, shifted, negatedSteps, i);
            even = t.fma(t, even);
            FloatVector u = difference(second, 0, shifted, negatedSteps, i + CODES);
            odd = u.fma(u, odd);
            if (HAS_PARTS) {
                FloatVector v = difference(first, 1, shifted, negatedSteps, i + LANES);
                even = v.fma(v, even);
                FloatVector w = difference(second, 1, shifted, negatedSteps, i + CODES + LANES);
                odd = w.fma(w, odd);
            }
        }
        float sum = even.add(odd).reduceLanes(VectorOperators.ADD);
        for (; i < n; i++) {
            float t = shifted[i] + negatedSteps[i] * codes.get(ValueLayout.JAVA_BYTE, offset + i);
            sum += t * t;
        }
        return sum;
    }

    private static FloatVector difference(ByteVector codes, int part, float[] shifted, float[] negatedSteps, int at) {
        return part(codes, part).fma(FloatVector.fromArray(F, negatedSteps, at), FloatVector.fromArray(F, shifted, at));
    }

    /** Floats of a register's worth of the codes. */
    private static FloatVector part(ByteVector codes, int part) {
        return (FloatVector) codes.convertShape(VectorOperators.B2F, F, part);
    }

    @Override
    public long upTo(float[] values, int at, float bound) {
        long mask = 0;
        for (int i = 0; i < Long.SIZE; i += LANES) {
            mask |= FloatVector.fromArray(F, values, at + i)
                            .compare(VectorOperators.LE, bound)
                            .toLong()
                    << i;
        }
        return mask;
    }

    @Override
    public float least(float[] values, int n) {
        FloatVector a = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        FloatVector b = a;
        for (int i = 0; i < n; i += 2 * LANES) {
            a = a.min(FloatVector.fromArray(F, values, i));
            b = b.min(FloatVector.fromArray(F, values, i + LANES));
        }
        return a.min(b).reduceLanes(VectorOperators.MIN);
    }

    @Override
    public float greatestFinite(float[] values, int n) {
        FloatVector none = FloatVector.broadcast(F, Float.NEGATIVE_INFINITY);
        FloatVector a = none;
        FloatVector b = none;
        for (int i = 0; i < n; i += 2 * LANES) {
            a = a.max(finite(FloatVector.fromArray(F, values, i), none));
            b = b.max(finite(FloatVector.fromArray(F, values, i + LANES), none));
        }
        return a.max(b).reduceLanes(VectorOperators.MAX);
    }

    private static FloatVector finite(FloatVector values, FloatVector none) {
        return values.blend(none, values.compare(VectorOperators.EQ, Float.POSITIVE_INFINITY));
    }

    @Override
    public int indexOfLeast(float[] values, int from, int n) {
        FloatVector least = FloatVector.broadcast(F, Float.POSITIVE_INFINITY);
        for (int i = 0; i < n; i += LANES) {
            least = least.min(FloatVector.fromArray(F, values, from + i));
        }
        float wanted = least.reduceLanes(VectorOperators.MIN);
        for (int i = 0; i < n; i += LANES) {
            int lane = FloatVector.fromArray(F, values, from + i)
                    .compare(VectorOperators.EQ, wanted)
                    .firstTrue();
            if (lane < LANES) {
                return i + lane;
            }
        }
        return 0;
    }
}
