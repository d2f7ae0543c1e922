package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;
import java.util.Optional;

/**
 * Writes an ALP block. The exponent comes from a sample; least code, width and patches from all rows.
 *
 * @param patches values whose code does not decode to their bits, or is wider than the width
 */
record AlpEncoder(Rows rows, AlpScale scale, int width, int patches) implements FloatBlockEncoder {
    private static final int PATCH_BYTES = Short.BYTES + Integer.BYTES;
    private static final int GLANCE = 96;

    /** The best block of this form; empty when the sample says that it cannot be smaller than raw floats. */
    static Optional<AlpEncoder> plan(Rows rows, float[] sample) {
        AlpCodes codes = new AlpCodes(Math.max(sample.length, rows.dimension()));
        Guess best = new Guess(new AlpScale(0, 0), Integer.SIZE, Float.BYTES * (double) sample.length);
        for (int exponent = -AlpScale.EXPONENT_MAX; exponent <= AlpScale.EXPONENT_MAX; exponent++) {
            AlpScale scale = new AlpScale(exponent, 0);
            if (patchBytesAtAGlance(scale, sample, codes) < best.bytes) {
                Guess guess = Guess.of(scale, sample, codes);
                best = guess.bytes < best.bytes ? guess : best;
            }
        }
        return best.width == Integer.SIZE ? Optional.empty() : Optional.of(plan(rows, best, codes));
    }

    /** What the patches alone would take, by the first values of the sample: nearly all scales are out of question so. */
    private static double patchBytesAtAGlance(AlpScale scale, float[] sample, AlpCodes codes) {
        int n = Math.min(sample.length, GLANCE);
        codes.encode(scale, sample, 0, n);
        return (double) codes.missed(n) / n * sample.length * PATCH_BYTES;
    }

    /** What a sample takes with a scale, and the width that takes least. */
    private record Guess(AlpScale scale, int width, double bytes) {
        static Guess of(AlpScale scale, float[] sample, AlpCodes codes) {
            int n = sample.length;
            codes.forget();
            codes.encode(scale, sample, 0, n);
            codes.noteRange(n);
            codes.noteWidths(n);
            Guess best = new Guess(scale, Integer.SIZE, Double.MAX_VALUE);
            for (int width = 0; width < Integer.SIZE; width++) {
                double bytes = n * width / (double) Byte.SIZE + codes.above(width) * (double) PATCH_BYTES;
                best = bytes < best.bytes ? new Guess(scale, width, bytes) : best;
            }
            return best;
        }
    }

    private static AlpEncoder plan(Rows rows, Guess guess, AlpCodes codes) {
        int dimension = rows.dimension();
        codes.forget();
        for (int row = 0; row < rows.count(); row++) {
            codes.encode(guess.scale, rows.values(), row * dimension, dimension);
            codes.noteRange(dimension);
        }
        AlpScale scale = guess.scale.withBase(codes.least());
        if (codes.fullWidth() <= guess.width) {
            return new AlpEncoder(rows, scale, codes.fullWidth(), codes.missed());
        }
        // Some codes are wider than the sample let expect: patching them may cost less than widening all.
        for (int row = 0; row < rows.count(); row++) {
            codes.encode(guess.scale, rows.values(), row * dimension, dimension);
            codes.noteWidths(dimension);
        }
        AlpEncoder best = new AlpEncoder(rows, scale, 0, codes.above(0));
        for (int width = 1; width <= Integer.SIZE; width++) {
            AlpEncoder other = new AlpEncoder(rows, scale, width, codes.above(width));
            best = other.bytes() < best.bytes() ? other : best;
        }
        return best;
    }

    @Override
    public long bytes() {
        return rows.bytes(width, patches, Integer.BYTES);
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
        AlpCodes codes = new AlpCodes(dimension);
        for (int row = 0; row < rows.count(); row++) {
            int from = row * dimension;
            codes.encode(scale, rows.values(), from, dimension);
            patchRow(codes, ~run.mask(), from, writer);
            run.pack(codes.codes, 0, out, rowsAt + row * run.bytes());
        }
        writer.finish();
        return bytes();
    }

    /** Subtracts the base; what does not fit then, or did not decode to its value, becomes a patch and a zero. */
    private void patchRow(AlpCodes codes, int unfit, int from, Patches.Writer writer) {
        for (int d = 0; d < rows.dimension(); d++) {
            int packed = codes.codes[d] - scale.base();
            if (codes.isMissed(d) || (packed & unfit) != 0) {
                writer.add(d, Float.floatToRawIntBits(rows.values()[from + d]));
                packed = 0;
            }
            codes.codes[d] = packed;
        }
        writer.endRow();
    }
}
