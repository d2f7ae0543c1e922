package io.vectron.drift.codec;

public final class IdHash {
    private IdHash() {}

    public static long of(byte[] id) {
        long h = 1469598103934665603L;
        for (byte b : id) {
            h ^= b & 255;
            h *= 1099511628211L;
        }
        h ^= h >>> 32;
        h *= 0x9E3779B97F4A7C15L;
        h ^= h >>> 29;
        return h;
    }
}
