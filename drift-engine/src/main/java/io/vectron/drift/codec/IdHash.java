package io.vectron.drift.codec;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;

/** The 64-bit hash of ids in bloom filters: XXH3-64 with seed 0. It is part of the file format and never changes. */
public final class IdHash {
    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private IdHash() {}

    /** The hash of an id. */
    public static long of(byte[] id) {
        return XXH3.hashBytesToLong(id);
    }
}
