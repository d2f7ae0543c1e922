package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class DamageTest {
    private static final DriftSettings SETTINGS = DriftSettings.of(8, Metric.L2).withBucketCapacity(32);
    private static final int FLIPS_PER_FILE = 25;

    @TempDir
    Path directory;

    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void flippedBytesAreNamedOrHarmlessNeverAWrongAnswer() throws IOException {
        Random random = new Random(Seeds.next("DamageTest"));
        Model model = new Model(SETTINGS);
        Path home = directory.resolve("whole");
        int refused = 0;
        try (DriftResources resources = DriftResources.createDefault()) {
            List<String> files = write(home, model, resources);
            for (String name : files) {
                for (int flip = 0; flip < FLIPS_PER_FILE; flip++) {
                    Path copy = directory.resolve("copy");
                    copyAll(home, copy, files);
                    flip(copy.resolve(name), random);
                    refused += opensRightOrNamesTheFile(copy, name, model, resources) ? 0 : 1;
                    deleteAll(copy);
                }
            }
            assertThat(refused).isGreaterThan(FLIPS_PER_FILE);
        }
    }

    private static List<String> write(Path home, Model model, DriftResources resources) {
        Data data = new Data(3, 8, 4, 0.4);
        try (Drift drift = Drift.open(home.resolveSibling("origin"), SETTINGS, resources)) {
            for (long sequence = 1; sequence <= 4; sequence++) {
                List<Op> ops = new ArrayList<>();
                for (int i = 0; i < 60; i++) {
                    ops.add(new Upsert(
                            Data.id(i + 30 * sequence), data.vector(), Data.bytes("payload" + sequence + i)));
                }
                ops.add(new Delete(Data.id(40)));
                WriteBatch batch = new WriteBatch(ops);
                drift.apply(sequence, batch);
                model.apply(sequence, batch);
                drift.flush();
            }
            return drift.checkpoint(home).files();
        }
    }

    /** False when the damage was reported. */
    private static boolean opensRightOrNamesTheFile(Path copy, String name, Model model, DriftResources resources) {
        try (Drift drift = Drift.open(copy, SETTINGS, resources)) {
            model.checkSame(drift);
            return true;
        } catch (CorruptDataException | StorageFailedException damage) {
            // the second when background work met the damage first
            assertThat(damage).hasMessageContaining(name);
            return false;
        }
    }

    private static void flip(Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (bytes.length > 0) {
            bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
            Files.delete(file);
            Files.write(file, bytes);
        }
    }

    private static void copyAll(Path from, Path to, List<String> files) throws IOException {
        for (String name : files) {
            Path target = to.resolve(name);
            Files.createDirectories(target.resolveSibling("."));
            Files.copy(from.resolve(name), target);
        }
    }

    private static void deleteAll(Path tree) throws IOException {
        try (Stream<Path> files = Files.walk(tree)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
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
