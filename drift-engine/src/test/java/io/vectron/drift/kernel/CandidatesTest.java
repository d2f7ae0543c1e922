package io.vectron.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Seeds;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private final Random random = new Random(Seeds.next("CandidatesTest"));

    private static long[] items(Candidates candidates, int n) {
        return LongStream.range(0, n).map(i -> candidates.get((int) i)).toArray();
    }

    @Test
    void rowsUpToABoundAreMovedOnce() {
        for (int round = 0; round < 200; round++) {
            int n = 64 * random.nextInt(1, 6);
            float[] scores = new float[n + 64];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = random.nextInt(20) == 0 ? Float.POSITIVE_INFINITY : random.nextInt(100);
            }
            float[] before = scores.clone();
            float bound = random.nextInt(100);
            Candidates candidates = new Candidates();
            candidates.moveUpTo(scores, 64, n + 64, bound, 1000);
            long[] expected = IntStream.range(64, n + 64)
                    .filter(i -> before[i] <= bound)
                    .mapToLong(i -> Packed.of(before[i], 1000 + i - 64))
                    .toArray();
            assertThat(items(candidates, candidates.size())).containsExactly(expected);
            candidates.moveUpTo(scores, 64, n + 64, Float.MAX_VALUE, 1000);
            long all = IntStream.range(64, n + 64)
                    .filter(i -> before[i] < Float.POSITIVE_INFINITY)
                    .count();
            assertThat(candidates.size()).isEqualTo((int) all);
        }
    }

    @Test
    void rowsOfAMaskAreAddedWithTheirNumbers() {
        Candidates candidates = new Candidates();
        float[] scores = new float[64];
        for (int i = 0; i < 64; i++) {
            scores[i] = -i;
        }
        for (int block = 0; block < 100; block++) {
            candidates.add(scores, 64 * block, 1L << 63 | 1L << 5 | 1);
        }
        assertThat(candidates.size()).isEqualTo(300);
        assertThat(items(candidates, 3)).containsExactly(Packed.of(0, 0), Packed.of(-5, 5), Packed.of(-63, 63));
        assertThat(candidates.get(299)).isEqualTo(Packed.of(-63, 64 * 99 + 63));
        candidates.sort();
        assertThat(Packed.distance(candidates.get(0))).isEqualTo(-63);
        candidates.clear();
        assertThat(candidates.size()).isZero();
    }
}
