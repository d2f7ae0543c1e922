package io.vectron.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Seeds;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IntSetTest {
    @Test
    void agreesWithASetRoundAfterRound() {
        Random random = new Random(Seeds.next("IntSetTest"));
        IntSet found = new IntSet();
        for (int round = 0; round < 200; round++) {
            found.clear();
            Set<Integer> expected = new HashSet<>();
            int range = random.nextInt(1, 10_000);
            for (int i = random.nextInt(3_000); i > 0; i--) {
                int element = random.nextInt(8) == 0 ? -random.nextInt(range) : random.nextInt(range);
                assertThat(found.add(element)).isEqualTo(expected.add(element));
            }
            assertThat(found.size()).isEqualTo(expected.size());
        }
    }
}
