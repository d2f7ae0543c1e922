package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Seeds;
import io.vectron.drift.storage.StorageCall;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** After a power cut, a killed process or a failing disk, whatever the moment: acknowledged batches are there, in whole. */
@Tag("property")
class PowerCutTest {
    private static final int SEEDS = Integer.getInteger("power.cuts", 1_200);
    private static final int LIVES = 6;

    @Test
    void acknowledgedBatchesSurviveAnySeriesOfCutsKillsAndFailures() {
        long seed = Seeds.next("PowerCutTest");
        long replayed = 0;
        long recycled = 0;
        for (int i = 0; i < SEEDS; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            LogProgram program = new LogProgram(random);
            try {
                for (int life = 0; life < LIVES; life++) {
                    if (random.nextBoolean()) {
                        program.storage().faults().failForEver(1 + random.nextInt(60));
                    } else if (random.nextBoolean()) {
                        program.storage().faults().failOnce(1 + random.nextInt(60));
                    }
                    program.live();
                    recycled += program.storage().faults().count(StorageCall.OVERWRITE);
                    if (random.nextInt(3) > 0) {
                        program.cutPower();
                    } else {
                        program.restart();
                    }
                }
                program.restart();
                program.live();
            } catch (RuntimeException | AssertionError failure) {
                throw new AssertionError("-Dseed=" + (seed + i) + ", first of its series", failure);
            }
            replayed += program.replayedBatches();
        }
        assertThat(replayed).as("batches replayed").isGreaterThan(10L * SEEDS);
        assertThat(recycled).as("files written anew").isGreaterThan(SEEDS / 10);
    }
}
