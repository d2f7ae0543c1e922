package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** One damaged directory: inspected, opened, and asked for everything that it should hold. Used once, by one thread. */
final class DamageTrial {
    /** Far above what any trial needs, far below what a length of the size of a file's field would ask for. */
    private static final long ALLOCATION_MAX = 64L << 20;
    /** Bytes of the mark that ends a file of the log whose batches are all durable. */
    private static final int MARK_BYTES = 32;
    /** Bytes of a file of the log before its first batch. */
    private static final int LOG_HEADER_BYTES = 72;

    private final DamagedHome home;
    private final Map<String, byte[]> changed;
    private final Path directory;
    private final DriftResources resources;
    private long allocated;

    /** What came of it. */
    enum Outcome {
        /** An error has named the file. */
        DETECTED,
        /** All answers are right. */
        HARMLESS,
        /** The end of the log is lost together with every trace of its acknowledgement: right up to some batch. */
        TORN
    }

    DamageTrial(DamagedHome home, Map<String, byte[]> changed, Path directory, DriftResources resources) {
        this.home = home;
        this.changed = changed;
        this.directory = directory;
        this.resources = resources;
    }

    /** Heap taken by the trial, in bytes. */
    long allocatedBytes() {
        return allocated;
    }

    /** The files as they are must be sound, or nothing that follows means anything. */
    void checkWhole() throws IOException {
        writeFiles();
        assertThat(Inspection.of(directory).findings()).isEmpty();
        try (Drift drift = home.open(directory, resources)) {
            home.model().checkSame(drift);
        }
        deleteFiles();
    }

    Outcome run() throws IOException {
        writeFiles();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        InspectionReport report = Inspection.of(directory);
        Outcome outcome = open();
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).as("bytes allocated").isLessThan(ALLOCATION_MAX);
        checkInspection(report, outcome);
        deleteFiles();
        return outcome;
    }

    private Outcome open() {
        try (Drift drift = home.open(directory, resources)) {
            long last = drift.appliedSequence();
            if (last != home.model().lastSequence()) {
                checkTornTail(drift, last);
                return Outcome.TORN;
            }
            home.model().checkSame(drift);
            drift.checkInvariants();
            return Outcome.HARMLESS;
        } catch (CorruptDataException | StorageFailedException | SettingsMismatchException refused) {
            assertThat(namesOf(changed))
                    .anyMatch(name -> String.valueOf(refused.getMessage()).contains(name));
            return Outcome.DETECTED;
        }
    }

    private static List<String> namesOf(Map<String, byte[]> files) {
        return List.copyOf(files.keySet());
    }

    /**
     * Batches of the newest file of the log may be missing when it was damaged in them and at its end, where the mark has
     * said that they were durable; what remains is the state after some batch before the damage, and the report tells,
     * unless the file was cut just behind a batch or its header: then it looks like one that never held more.
     */
    private void checkTornTail(Drift drift, long last) {
        String name = home.newestLog();
        byte[] damaged = changed.get(name);
        assertThat(damaged).as("sequence is %s: damage of the newest log", last).isNotNull();
        byte[] whole = Objects.requireNonNull(home.files().get(name));
        int firstChange = Arrays.mismatch(whole, Objects.requireNonNull(damaged));
        int markAt = whole.length - MARK_BYTES;
        assertThat(Arrays.equals(
                        whole, markAt, whole.length, damaged, Math.min(markAt, damaged.length), damaged.length))
                .as("the mark at the end of %s is whole", name)
                .isFalse();
        long wholeBatches = home.ends().entrySet().stream()
                .filter(end -> end.getValue() - MARK_BYTES <= firstChange)
                .mapToLong(Map.Entry::getKey)
                .max()
                .orElse(home.ends().firstKey() - 1);
        assertThat(last).as("batches before the damage").isGreaterThanOrEqualTo(wholeBatches);
        home.model().at(last).checkSame(drift);
        boolean isCutBehindABatch = damaged.length == LOG_HEADER_BYTES
                || home.ends().values().stream()
                        .anyMatch(end -> end == damaged.length || end - MARK_BYTES == damaged.length);
        assertThat(drift.recovery().dropped())
                .as("what is told of %s, cut to %s bytes; batches end at %s", name, damaged.length, home.ends())
                .satisfiesAnyOf(
                        dropped -> assertThat(dropped).contains(name),
                        dropped -> assertThat(isCutBehindABatch).isTrue());
    }

    /** What the engine refuses the inspection finds; of segments and the manifest it knows every byte. */
    private void checkInspection(InspectionReport report, Outcome outcome) {
        boolean isKnownByteForByte =
                namesOf(changed).stream().anyMatch(name -> name.endsWith(".drift") || name.equals("MANIFEST"));
        if (outcome == Outcome.DETECTED || isKnownByteForByte) {
            assertThat(report.findings())
                    .as("findings")
                    .anyMatch(finding -> finding.kind().isDamage() && changed.containsKey(finding.file()));
        } else {
            assertThat(report.isSound()).as("sound: %s", report.findings()).isTrue();
        }
    }

    private void writeFiles() throws IOException {
        Map<String, byte[]> files = new HashMap<>(home.files());
        files.putAll(changed);
        Files.createDirectories(directory);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(directory.resolve(file.getKey()), file.getValue());
        }
    }

    private void deleteFiles() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
