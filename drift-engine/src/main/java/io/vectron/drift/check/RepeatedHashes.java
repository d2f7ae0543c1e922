package io.vectron.drift.check;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Finds out which of many hashes come more than once, with 8 bytes for each. Not thread-safe. */
final class RepeatedHashes {
    private long[] hashes = new long[1024];
    private int count;

    void add(long hash) {
        if (count == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.toIntExact(Math.min(2L * count, Integer.MAX_VALUE - 8)));
        }
        hashes[count++] = hash;
    }

    /** Those that were added twice or more. */
    Set<Long> repeated() {
        Arrays.sort(hashes, 0, count);
        Set<Long> repeated = new HashSet<>();
        for (int i = 1; i < count; i++) {
            if (hashes[i] == hashes[i - 1]) {
                var _ = repeated.add(hashes[i]);
            }
        }
        return repeated;
    }
}
