package io.vectron.benchmarks.contestant;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    @Test
    void percentilesAreRanks() {
        long[] nanos = LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1000).toArray();
        assertThat(Latencies.of(nanos)).isEqualTo(new Latencies(100, 190, 198, 200));
        assertThat(Latencies.of(new long[] {5000})).isEqualTo(new Latencies(5, 5, 5, 5));
    }
}
