package io.vectron.admin.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IndexViewTest {

    @Test
    void histogramCountsEachBucketOnceInRisingBars() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            long[] sizes = random.longs(1 + random.nextInt(300), 0, 1 + random.nextInt(5_000))
                    .toArray();
            var bars = IndexView.histogram(sizes);
            assertThat(bars).hasSizeBetween(1, 20);
            assertThat(bars.stream().mapToInt(IndexView.Bar::buckets).sum()).isEqualTo(sizes.length);
            assertThat(bars.getFirst().from())
                    .isEqualTo(Arrays.stream(sizes).min().orElseThrow());
            assertThat(bars.getLast().to()).isEqualTo(Arrays.stream(sizes).max().orElseThrow());
            for (int i = 1; i < bars.size(); i++) {
                assertThat(bars.get(i).from()).isEqualTo(bars.get(i - 1).to() + 1);
            }
        }
    }

    @Test
    void noBucketsGiveNoBars() {
        assertThat(IndexView.histogram(new long[0])).isEmpty();
    }
}
