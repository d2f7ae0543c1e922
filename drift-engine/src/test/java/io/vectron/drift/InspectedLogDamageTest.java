package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damage of the log is told from a torn tail. */
class InspectedLogDamageTest {
    private static final long HEADER_BYTES = 72;

    @TempDir
    Path directory;

    private List<String> logs = List.of();

    @BeforeEach
    void write() throws IOException {
        try (DriftResources resources = DriftResources.createDefault()) {
            InspectedHome.writeWithLog(directory, resources);
        }
        logs = InspectedHome.names(directory).stream()
                .filter(name -> name.startsWith("wal-"))
                .toList();
        assertThat(logs).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void flippedBatchIsDamageWithFileAndOffset() throws IOException {
        String withBatches = logs.get(logs.size() - 2);
        InspectedHome.flip(directory.resolve(withBatches), 500);
        InspectionReport report = InspectedHome.inspect(directory);
        assertThat(report.log()).isNull();
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.CORRUPT);
            assertThat(finding.file()).isEqualTo(withBatches);
            assertThat(finding.offset()).isEqualTo(HEADER_BYTES);
        });
        assertThat(InspectedHome.inspect(directory.resolve(withBatches)).findings())
                .anyMatch(finding ->
                        finding.kind() == FindingKind.CORRUPT && finding.file().equals(withBatches));
    }

    @Test
    void takenAwayFileIsMissing() throws IOException {
        String withBatches = logs.get(logs.size() - 2);
        Files.delete(directory.resolve(withBatches));
        assertThat(InspectedHome.inspect(directory).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.MISSING);
            assertThat(finding.file()).isEqualTo(withBatches);
        });
    }

    @Test
    void damagedHeaderIsFound() throws IOException {
        InspectedHome.flip(directory.resolve(logs.getLast()), 20);
        assertThat(InspectedHome.inspect(directory).findings())
                .singleElement()
                .matches(finding ->
                        finding.kind() == FindingKind.CORRUPT && finding.file().equals(logs.getLast()));
    }

    @Test
    void tornTailIsANote() throws IOException {
        Path last = directory.resolve(logs.getLast());
        Files.write(last, new byte[] {1, 2, 3, 4, 5}, StandardOpenOption.APPEND);
        InspectionReport report = InspectedHome.inspect(directory);
        assertThat(report.isSound()).isTrue();
        assertThat(report.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.TORN_TAIL);
            assertThat(finding.file()).isEqualTo(logs.getLast());
            assertThat(finding.offset()).isEqualTo(HEADER_BYTES);
        });
        assertThat(Objects.requireNonNull(report.log()).tornBytes()).isEqualTo(Files.size(last) - HEADER_BYTES);
        assertThat(Objects.requireNonNull(report.log()).batches()).isEqualTo(2);
    }

    @Test
    void withoutManifestTheNewestFileIsRead() throws IOException {
        Files.delete(directory.resolve("MANIFEST"));
        InspectionReport report = InspectedHome.inspect(directory);
        assertThat(report.isSound()).isFalse();
        assertThat(report.log()).isNotNull();
    }
}
