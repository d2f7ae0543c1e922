package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Any damage of any file is refused by the file's name, or does no harm: no wrong answer, no hang, no other exception, no
 * memory taken on the word of a damaged length.
 */
class DamageTest {
    private static final DriftSettings SETTINGS = DriftSettings.of(8, Metric.L2).withBucketCapacity(32);
    private static final int MUTATIONS = Integer.getInteger("drift.mutations", 300);
    /** A trial takes some milliseconds. */
    private static final int TRIAL_SECONDS_MAX = 60;

    @TempDir
    Path directory;

    @Test
    @Tag("property")
    void anyDamageOfAnyFileIsNamedOrHarmless() throws Exception {
        long seed = Seeds.next("DamageTest");
        Random random = new Random(seed);
        Map<DamageTrial.Outcome, Integer> outcomes = new EnumMap<>(DamageTrial.Outcome.class);
        long allocatedMax = 0;
        try (DriftResources resources = DriftResources.create(new DriftResourcesSettings(64 << 20, 2, null));
                ExecutorService thread = Executors.newSingleThreadExecutor()) {
            List<DamagedHome> homes = List.of(
                    DamagedHome.segments(directory.resolve("segments"), resources),
                    DamagedHome.closed(directory.resolve("closed"), resources),
                    DamagedHome.killed(directory.resolve("killed"), resources));
            for (DamagedHome home : homes) {
                new DamageTrial(home, Map.of(), directory.resolve("whole-" + home.name()), resources).checkWhole();
            }
            for (int i = 0; i < MUTATIONS; i++) {
                DamagedHome home = homes.get(random.nextInt(homes.size()));
                Mutator.Damage damage = new Mutator(random).damage(home.files());
                DamageTrial trial = new DamageTrial(home, damage.changed(), directory.resolve("trial"), resources);
                String what = "mutation " + i + " of -Dseed=" + seed + ": " + damage.kind() + " in "
                        + damage.changed().keySet() + " of " + home.name();
                outcomes.merge(outcome(thread.submit(trial::run), what), 1, Integer::sum);
                allocatedMax = Math.max(allocatedMax, trial.allocatedBytes());
            }
        }
        int detected = outcomes.getOrDefault(DamageTrial.Outcome.DETECTED, 0);
        int torn = outcomes.getOrDefault(DamageTrial.Outcome.TORN, 0);
        System.out.printf(
                "DAMAGE mutations=%d detected=%d harmless=%d (of them torn tails %d) wrong=0, at most %d KiB allocated%n",
                MUTATIONS, detected, MUTATIONS - detected, torn, allocatedMax >> 10);
        assertThat(detected).isGreaterThan(MUTATIONS / 4);
    }

    private static DamageTrial.Outcome outcome(Future<DamageTrial.Outcome> trial, String what)
            throws InterruptedException {
        try {
            return trial.get(TRIAL_SECONDS_MAX, TimeUnit.SECONDS);
        } catch (ExecutionException failure) {
            throw new AssertionError(what, failure.getCause());
        } catch (TimeoutException hang) {
            trial.cancel(true);
            throw new AssertionError(what + ": no end after " + TRIAL_SECONDS_MAX + " s", hang);
        }
    }

    @Test
    void otherDimensionOrMetricIsRefusedByName() {
        try (DriftResources resources = DriftResources.createDefault()) {
            Drift.open(directory.resolve("d"), SETTINGS, resources).close();
            assertThatThrownBy(() -> Drift.open(directory.resolve("d"), DriftSettings.of(9, Metric.L2), resources))
                    .isInstanceOf(SettingsMismatchException.class)
                    .hasMessageContaining("MANIFEST")
                    .hasMessageContaining("8")
                    .hasMessageContaining("9");
            assertThatThrownBy(() -> Drift.open(directory.resolve("d"), DriftSettings.of(8, Metric.DOT), resources))
                    .isInstanceOf(SettingsMismatchException.class)
                    .hasMessageContaining("L2");
        }
    }

    @Test
    void foreignFileStopsTheOpeningByName() throws IOException {
        Files.createDirectories(directory.resolve("f"));
        Files.writeString(directory.resolve("f/holiday.jpg"), "x");
        try (DriftResources resources = DriftResources.createDefault()) {
            assertThatThrownBy(() -> Drift.open(directory.resolve("f"), SETTINGS, resources))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining("holiday.jpg");
        }
    }
}
