package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Writes an ALP block. Exponents come from a sample; least code, width and patches from all rows.
 *
 * @param patches values whose code does not decode to their bits, or is wider than the width
 */
record AlpEncoder(Rows rows, AlpScale scale, int width, int patches) implements FloatBlockEncoder {
    private static final int PATCH_BYTES = Short.BYTES + Integer.BYTES;

    /** The best block of this form; empty when the sample says that it cannot be smaller than raw floats. */
    static Optional<AlpEncoder> plan(Rows rows, float[] sample) {
        Scratch scratch = new Scratch(Math.max(sample.length, rows.dimension()));
        AlpScale best = new AlpScale(0, 0);
        double bestBytes = Float.BYTES * (double) sample.length;
        boolean isWorthIt = false;
        for (int e = -AlpScale.EXPONENT_MAX; e <= AlpScale.EXPONENT_MAX; e++) {
            AlpScale scale = new AlpScale(e, 0);
            double bytes = sampleBytes(scale, sample, scratch);
            if (bytes < bestBytes) {
                bestBytes = bytes;
                best = scale;
                isWorthIt = true;
            }
        }
        return isWorthIt ? plan(rows, best, scratch) : Optional.empty();
    }

    private static double sampleBytes(AlpScale scale, float[] sample, Scratch scratch) {
        WidthHistogram widths = new WidthHistogram();
        scale.encode(sample, 0, sample.length, scratch.codes, scratch.misses);
        int least = scratch.least(sample.length, Integer.MAX_VALUE);
        scratch.count(sample.length, least, widths);
        double best = Double.MAX_VALUE;
        for (int width = 0; width <= Integer.SIZE; width++) {
            double bytes = sample.length * width / 8.0 + widths.above(width) * (double) PATCH_BYTES;
            best = Math.min(best, bytes);
        }
        return best;
    }

    private static Optional<AlpEncoder> plan(Rows rows, AlpScale scale, Scratch scratch) {
        int dimension = rows.dimension();
        int least = Integer.MAX_VALUE;
        for (int row = 0; row < rows.count(); row++) {
            scale.encode(rows.values(), row * dimension, dimension, scratch.codes, scratch.misses);
            least = scratch.least(dimension, least);
        }
        WidthHistogram widths = new WidthHistogram();
        for (int row = 0; row < rows.count(); row++) {
            scale.encode(rows.values(), row * dimension, dimension, scratch.codes, scratch.misses);
            scratch.count(dimension, least, widths);
        }
        int best = 0;
        for (int width = 1; width <= Integer.SIZE; width++) {
            if (bytes(rows, width, widths.above(width)) < bytes(rows, best, widths.above(best))) {
                best = width;
            }
        }
        return Optional.of(new AlpEncoder(rows, scale.withBase(least), best, widths.above(best)));
    }

    private static long bytes(Rows rows, int width, int patches) {
        return rows.bytes(width, patches, Integer.BYTES);
    }

    @Override
    public long bytes() {
        return bytes(rows, width, patches);
    }

    @Override
    public long writeAt(MemorySegment out, long at) {
        rows.writeHeader(out, at, FloatBlockFormat.ALP, patches);
        out.set(LittleEndian.I8, at + FloatBlockFormat.WIDTH_AT, (byte) width);
        out.set(LittleEndian.I8, at + FloatBlockFormat.EXPONENT_AT, (byte) scale.exponent());
        out.set(LittleEndian.I32, at + FloatBlockFormat.BASE_AT, scale.base());
        int dimension = rows.dimension();
        BitPacking run = new BitPacking(dimension, width);
        long rowsAt = at + FloatBlockFormat.HEADER_BYTES;
        long patchesAt = rowsAt + rows.count() * run.bytes();
        Patches.Writer writer = new Patches.Writer(out, patchesAt, rows.patchShape(patches), Integer.BYTES);
        Scratch scratch = new Scratch(dimension);
        for (int row = 0; row < rows.count(); row++) {
            int from = row * dimension;
            scale.encode(rows.values(), from, dimension, scratch.codes, scratch.misses);
            for (int d = 0; d < dimension; d++) {
                int packed = scratch.codes[d] - scale.base();
                boolean isPatched = scratch.misses[d] != 0 || (packed & ~run.mask()) != 0;
                scratch.codes[d] = isPatched ? 0 : packed;
                if (isPatched) {
                    writer.add(d, Float.floatToRawIntBits(rows.values()[from + d]));
                }
            }
            writer.endRow();
            run.pack(scratch.codes, 0, out, rowsAt + row * run.bytes());
        }
        writer.finish();
        return bytes();
    }

    /** What {@link AlpScale#encode} says of a piece of the rows. */
    private static final class Scratch {
        final int[] codes;
        final int[] misses;

        Scratch(int length) {
            codes = new int[length];
            misses = new int[length];
        }

        /** The least of the codes that decode to their value, and of the one given. */
        int least(int n, int soFar) {
            int least = soFar;
            for (int i = 0; i < n; i++) {
                least = Math.min(least, misses[i] == 0 ? codes[i] : Integer.MAX_VALUE);
            }
            return least;
        }

        void count(int n, int least, WidthHistogram widths) {
            for (int i = 0; i < n; i++) {
                widths.add(misses[i] == 0 ? BitPacking.widthOf(codes[i] - least) : WidthHistogram.NEVER);
            }
        }
    }

    /** How many codes need how many bits. */
    private static final class WidthHistogram {
        /** Stands for a value that no width holds. */
        static final int NEVER = Integer.SIZE + 1;

        private final int[] counts = new int[NEVER + 1];

        void add(int width) {
            counts[width]++;
        }

        /** Values that do not fit so many bits. */
        int above(int width) {
            int above = 0;
            for (int w = width + 1; w <= NEVER; w++) {
                above += counts[w];
            }
            return above;
        }
    }
}
