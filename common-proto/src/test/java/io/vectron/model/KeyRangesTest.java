package io.vectron.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.v1.KeyRange;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyRangesTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 100, 1024})
    void everyKeyIsInExactlyOneOfTheEqualRanges(int count) {
        List<KeyRange> ranges = KeyRanges.equalRanges(count);
        assertThat(ranges).hasSize(count);
        long seed = Long.getLong("seed", 42);
        Random random = new Random(seed);
        for (int i = 0; i < 1_000; i++) {
            long key = i < 4 ? new long[] {0, -1, Long.MAX_VALUE, Long.MIN_VALUE}[i] : random.nextLong();
            assertThat(ranges.stream().filter(r -> KeyRanges.contains(r, key)))
                    .as("ranges of key %016x, seed %d", key, seed)
                    .hasSize(1);
        }
        for (KeyRange range : ranges) {
            assertThat(KeyRanges.contains(range, range.getStart())).isTrue();
            assertThat(range.getEnd() != 0 && KeyRanges.contains(range, range.getEnd()))
                    .isFalse();
        }
    }
}
