package io.vectron.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("property")
class ContiguousRowsTest {
    @Test
    void endIsTheFirstRowThatABitSetDoesNotHave() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("ContiguousRowsTest seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            int first = random.nextInt(5);
            List<int[]> ranges = new ArrayList<>();
            for (int at = first; at < 300; ) {
                int to = at + 1 + random.nextInt(20);
                ranges.add(new int[] {at, to});
                at = to;
            }
            Collections.shuffle(ranges, random);
            ContiguousRows rows = new ContiguousRows(first);
            BitSet twin = new BitSet();
            twin.set(0, first);
            for (int[] range : ranges) {
                rows.acknowledge(range[0], range[1]);
                twin.set(range[0], range[1]);
                assertThat(rows.end()).as("seed %d", seed).isEqualTo(twin.nextClearBit(0));
            }
        }
    }
}
