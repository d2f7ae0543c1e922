package io.vectron.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Seeds;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CandidatesTest {
    private final Random random = new Random(Seeds.next("CandidatesTest"));

    private static long[] items(Candidates candidates, int n) {
        return LongStream.range(0, n).map(i -> candidates.get((int) i)).toArray();
    }

    @Test
    void bestComeToTheFrontWhateverTheOrderAndTheTies() {
        for (int round = 0; round < 2_000; round++) {
            int size = random.nextInt(1, 300);
            int kinds = random.nextInt(1, 100);
            Candidates candidates = new Candidates();
            long[] all = new long[size];
            for (int i = 0; i < size; i++) {
                all[i] = Packed.of(random.nextInt(kinds) - 30f, random.nextInt(3));
                candidates.add(all[i]);
            }
            int n = random.nextInt(0, size + 3);
            candidates.moveBestToFront(n);
            assertThat(candidates.size()).isEqualTo(size);
            Arrays.sort(all);
            int found = Math.min(n, size);
            assertThat(LongStream.of(items(candidates, found)).sorted().toArray())
                    .isEqualTo(Arrays.copyOf(all, found));
            assertThat(LongStream.of(items(candidates, size)).sorted().toArray())
                    .as("none is lost")
                    .isEqualTo(all);
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
        candidates.truncate(2);
        assertThat(candidates.size()).isEqualTo(2);
        candidates.clear();
        assertThat(candidates.size()).isZero();
    }
}
