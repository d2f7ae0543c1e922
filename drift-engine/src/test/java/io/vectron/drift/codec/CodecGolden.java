package io.vectron.drift.codec;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of the golden blocks, and the main that wrote them: run it once per format version, into a new folder beside
 * the older ones, which stay. Contents come from formulas, so that they need no other file.
 */
final class CodecGolden {
    static final int ROWS = 20;
    static final int DIMENSION = 21;
    static final int COUNT = 150;

    private CodecGolden() {}

    static Map<String, long[]> integers() {
        long[] constant = new long[COUNT];
        long[] frame = new long[COUNT];
        long[] wide = new long[COUNT];
        long[] delta = new long[COUNT];
        for (int i = 0; i < COUNT; i++) {
            constant[i] = -5;
            frame[i] = 1_000_000_000_000L + mixed(i) % 5000;
            wide[i] = mixed(i) << 20;
            delta[i] = 1000L * i + mixed(i) % 16;
        }
        return new TreeMap<>(Map.of("constant", constant, "frame", frame, "wide", wide, "delta", delta));
    }

    static Map<FloatBlock.Kind, float[]> floats() {
        float[] raw = new float[ROWS * DIMENSION];
        float[] alp = new float[ROWS * DIMENSION];
        float[] alpRd = new float[ROWS * DIMENSION];
        for (int i = 0; i < raw.length; i++) {
            raw[i] = Float.intBitsToFloat((int) mixed(i));
            alp[i] = i % 97 == 5 ? (float) Math.PI : mixed(i) % 1000 / 100f;
            // Exponents of one kind and mantissas of all kinds; a few of another exponent.
            alpRd[i] = Float.intBitsToFloat(((i % 97 == 5 ? 90 : 126) << 23) | (int) (mixed(i) & 0x7fffff));
        }
        return new TreeMap<>(Map.of(FloatBlock.Kind.RAW, raw, FloatBlock.Kind.ALP, alp, FloatBlock.Kind.ALP_RD, alpRd));
    }

    static long key(int i) {
        return mixed(i) * 0x9e3779b97f4a7c15L;
    }

    private static long mixed(int i) {
        long x = (i + 1) * 0x9e3779b97f4a7c15L;
        x = (x ^ (x >>> 30)) * 0xbf58476d1ce4e5b9L;
        return (x ^ (x >>> 27)) >>> 20;
    }

    public static void main(String[] args) throws IOException {
        Path target = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, long[]> entry : integers().entrySet()) {
            Files.write(target.resolve("integers-" + entry.getKey()), IntegerBlock.encode(entry.getValue(), COUNT));
        }
        for (Map.Entry<FloatBlock.Kind, float[]> entry : floats().entrySet()) {
            byte[] room = new byte[(int) FloatBlock.bytesMax(ROWS, DIMENSION)];
            long bytes = FloatBlock.encode(entry.getValue(), ROWS, DIMENSION, MemorySegment.ofArray(room), 0);
            Files.write(target.resolve("floats-" + entry.getKey()), Arrays.copyOf(room, (int) bytes));
        }
        BloomFilterBuilder builder = new BloomFilterBuilder(COUNT);
        for (int i = 0; i < COUNT; i++) {
            builder.add(key(i));
        }
        byte[] filter = new byte[(int) builder.bytes()];
        builder.writeAt(MemorySegment.ofArray(filter), 0);
        Files.write(target.resolve("bloom-filter"), filter);
    }
}
