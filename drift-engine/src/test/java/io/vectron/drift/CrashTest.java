package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FaultPoint;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A crash at every fault point, first and later passages: after reopening, the durable state is there, exactly. */
@Tag("property")
class CrashTest {
    private static final DriftSettings SETTINGS =
            DriftSettings.of(6, Metric.L2).withBucketCapacity(16).withSegmentCountMax(2);
    private static final int PASSAGES_MAX = 6;

    @TempDir
    Path directory;

    /** Stands for the end of the process. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Crashes at the n-th passage of a point, and at every later point, as a dead process would. */
    private static final class CrashAt implements FaultHook {
        private final FaultPoint point;
        private int left;
        private boolean isDead;

        CrashAt(FaultPoint point, int passage) {
            this.point = point;
            this.left = passage;
        }

        @Override
        public synchronized void reached(FaultPoint reached) {
            if (!isDead && reached == point && --left == 0) {
                isDead = true;
            }
            if (isDead) {
                throw new Crash();
            }
        }

        synchronized boolean isDead() {
            return isDead;
        }
    }

    @Test
    void durableStateSurvivesACrashAtEveryPoint() {
        long seed = Seeds.next("CrashTest");
        Set<FaultPoint> hit = EnumSet.noneOf(FaultPoint.class);
        try (DriftResources resources = DriftResources.createDefault()) {
            for (FaultPoint point : FaultPoint.values()) {
                for (int passage = 1; passage <= PASSAGES_MAX; passage++) {
                    Path home = directory.resolve(point + "-" + passage);
                    if (crashAndRecover(home, new CrashAt(point, passage), new Random(seed), resources)) {
                        hit.add(point);
                    }
                }
            }
        }
        assertThat(hit).as("points that a crash was tried at").containsExactlyInAnyOrder(FaultPoint.values());
    }

    private static boolean crashAndRecover(Path home, CrashAt crash, Random random, DriftResources resources) {
        Model model = new Model(SETTINGS);
        Data data = new Data(random.nextLong(), 6, 4, 0.5);
        long durable = Drift.NO_SEQUENCE;
        try (Drift drift = Drift.open(home, SETTINGS, resources, crash)) {
            try {
                for (long sequence = 1; sequence <= 60; sequence++) {
                    WriteBatch batch = data.batch(random);
                    drift.apply(sequence, batch);
                    model.apply(sequence, batch);
                    if (sequence % 5 == 0) {
                        drift.flush();
                        durable = sequence;
                    }
                    if (sequence % 15 == 0) {
                        drift.compactNow();
                    }
                }
            } catch (Crash | DriftException expected) {
                assertThat(crash.isDead())
                        .as("only a crash ends the program: %s", expected)
                        .isTrue();
                assertThatThrownBy(drift::flush).isInstanceOf(StorageFailedException.class);
            }
        }
        try (Drift drift = Drift.open(home, SETTINGS, resources)) {
            assertThat(drift.durableSequence()).isGreaterThanOrEqualTo(durable);
            model.at(drift.durableSequence()).checkSame(drift);
            model.after(drift.durableSequence()).forEach(drift::apply);
            model.checkSame(drift);
            drift.flush();
            drift.compactNow();
            model.checkSame(drift);
        }
        return crash.isDead();
    }
}
