package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.storage.FileNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Inspections of what is sound: nothing is found, all is counted. */
class InspectionTest {
    private final DriftResources resources = DriftResources.createDefault();

    @TempDir
    Path directory;

    @AfterEach
    void close() {
        resources.close();
    }

    @ParameterizedTest
    @EnumSource(Metric.class)
    void soundDirectoryHasNoFindingsAndTheEnginesCounts(Metric metric) throws IOException {
        InspectedHome.write(directory, metric, resources);
        InspectionReport report = InspectedHome.inspect(directory);
        assertThat(report.findings()).isEmpty();
        assertThat(report.isSound()).isTrue();
        assertThat(report.isInUse()).isFalse();
        long onDisk = 0;
        for (String name : InspectedHome.segments(directory)) {
            onDisk += Files.size(directory.resolve(name));
        }
        assertThat(report.bytes().total()).isEqualTo(onDisk);
        InspectedManifest manifest = Objects.requireNonNull(report.manifest());
        assertThat(manifest.metric()).isEqualTo(metric);
        assertThat(manifest.dimension()).isEqualTo(InspectedHome.DIMENSION);
        assertThat(manifest.durableSequence()).isEqualTo(3);
        try (Drift drift = Drift.open(directory, InspectedHome.settings(metric), resources)) {
            RecoveryReport recovery = drift.recovery();
            assertThat(report.segments()).hasSize(recovery.segments());
            assertThat(report.rows()).isEqualTo(recovery.storedRows());
            assertThat(report.liveRows())
                    .isEqualTo(recovery.rows())
                    .isEqualTo(drift.stats().rows());
            assertThat(report.segments().stream()
                            .mapToLong(InspectedSegment::tombstones)
                            .sum())
                    .isEqualTo(recovery.tombstones())
                    .isPositive();
        }
        assertThat(report.rows()).as("dead rows too").isGreaterThan(report.liveRows());
        assertThat(report.segments().stream()
                        .mapToInt(InspectedSegment::retiredRowGroups)
                        .sum())
                .as("retired row groups")
                .isPositive();
    }

    @Test
    void logIsReplayedWithoutBeingTouched() throws IOException {
        long rows = InspectedHome.writeWithLog(directory, resources);
        InspectionReport report = InspectedHome.inspect(directory);
        assertThat(report.findings()).isEmpty();
        assertThat(report.liveRows()).isEqualTo(rows);
        InspectedLog log = Objects.requireNonNull(report.log());
        assertThat(log.batches()).isEqualTo(2);
        assertThat(log.firstSequence()).isEqualTo(4);
        assertThat(log.lastSequence()).isEqualTo(5);
        assertThat(log.tornBytes()).isZero();
        try (Drift drift = Drift.openWithLog(directory, InspectedHome.calmSettings(), resources)) {
            assertThat(drift.recovery().batchesReplayed()).isEqualTo(log.batches());
        }
    }

    @Test
    void singleFilesAreInspectedByThemselves() throws IOException {
        InspectedHome.writeWithLog(directory, resources);
        InspectionReport whole = InspectedHome.inspect(directory);
        for (String name : InspectedHome.names(directory)) {
            if (name.equals(FileNames.LOCK)) {
                continue;
            }
            InspectionReport alone = InspectedHome.inspect(directory.resolve(name));
            assertThat(alone.isSound()).as(name).isTrue();
            assertThat(alone.manifest()).isEqualTo(name.equals(FileNames.MANIFEST) ? whole.manifest() : null);
            assertThat(alone.segments()).hasSize(name.endsWith(".drift") ? 1 : 0);
            alone.segments().forEach(segment -> {
                assertThat(segment.liveRows()).isEqualTo(InspectedSegment.UNKNOWN);
                assertThat(segment.bytes()).isEqualTo(segmentOf(whole, name).bytes());
            });
            assertThat(alone.log() != null).isEqualTo(name.startsWith("wal-"));
        }
    }

    private static InspectedSegment segmentOf(InspectionReport report, String name) {
        return report.segments().stream()
                .filter(segment -> segment.file().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void onlyPathsThatAreMissingOrNoEnginesAreRefused() throws IOException {
        assertThatThrownBy(() -> Inspection.of(directory.resolve("absent"))).isInstanceOf(NoSuchFileException.class);
        Path foreign = Files.writeString(directory.resolve("holiday.jpg"), "x");
        assertThatThrownBy(() -> Inspection.of(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("holiday.jpg");
        assertThat(Inspection.isEngineDirectory(directory)).isFalse();
        Files.delete(foreign);
        InspectionReport empty = InspectedHome.inspect(directory);
        assertThat(empty.isSound()).isTrue();
        assertThat(empty.findings()).extracting(Finding::kind).containsExactly(FindingKind.UNCHECKED);
        Drift.open(directory, InspectedHome.settings(Metric.DOT), resources).close();
        assertThat(Inspection.isEngineDirectory(directory)).isTrue();
        assertThat(InspectedHome.inspect(directory).findings()).isEmpty();
    }

    /** Flushes, compactions and rolls of the log go on beneath the inspection, which takes none for damage. */
    @Test
    void runningEngineIsInspectedAndNotDisturbed() throws Exception {
        DriftSettings settings = InspectedHome.settings(Metric.L2).withMemtableBytesMax(32 << 10);
        AtomicBoolean isDone = new AtomicBoolean();
        List<InspectionReport> reports = new ArrayList<>();
        try (Drift drift = Drift.openWithLog(directory, settings, resources)) {
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> {
                Data data = new Data(13, InspectedHome.DIMENSION, 4, 0.3);
                for (long sequence = 0; !isDone.get(); sequence++) {
                    drift.write(InspectedHome.batch(data, sequence));
                    if (sequence % 10 == 0) {
                        drift.compactNow();
                    }
                }
            });
            while (reports.size() < 10 || drift.stats().merges() < 3) {
                assertThat(writing).isNotDone();
                reports.add(Inspection.of(directory));
            }
            assertThatThrownBy(() -> Drift.openWithLog(directory, settings, resources))
                    .isInstanceOf(StorageFailedException.class)
                    .hasMessageContaining("another engine");
            isDone.set(true);
            writing.get(1, TimeUnit.MINUTES);
        }
        for (InspectionReport report : reports) {
            assertThat(report.findings())
                    .filteredOn(finding -> finding.kind().isDamage())
                    .isEmpty();
            assertThat(report.isInUse()).isTrue();
            assertThat(report.findings()).extracting(Finding::kind).contains(FindingKind.IN_USE);
        }
        assertThat(reports).anyMatch(report -> report.liveRows() > 0);
        InspectionReport afterwards = InspectedHome.inspect(directory);
        assertThat(afterwards.isSound()).isTrue();
        assertThat(afterwards.isInUse()).isFalse();
    }
}
