package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each kind of damage is found, and named by its file. */
class InspectedDamageTest {
    @TempDir
    Path directory;

    private String segment = "";

    @BeforeEach
    void write() throws IOException {
        try (DriftResources resources = DriftResources.createDefault()) {
            InspectedHome.write(directory, Metric.COSINE, resources);
        }
        assertThat(InspectedHome.inspect(directory).findings()).isEmpty();
        segment = InspectedHome.segments(directory).getFirst();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }

    private List<Finding> damage() throws IOException {
        InspectionReport report = InspectedHome.inspect(directory);
        List<Finding> damage = report.findings().stream()
                .filter(finding -> finding.kind().isDamage())
                .toList();
        assertThat(report.isSound()).isEqualTo(damage.isEmpty());
        return damage;
    }

    private void expectOnly(FindingKind kind, String name) throws IOException {
        assertThat(damage())
                .isNotEmpty()
                .allSatisfy(finding -> assertThat(finding.kind()).isEqualTo(kind))
                .allSatisfy(finding -> assertThat(finding.file()).isEqualTo(name));
    }

    @Test
    void flipInEachRegionIsFoundWithItsOffset() throws IOException {
        SegmentBytes bytes = Inspection.of(file(segment)).bytes();
        long hot = bytes.header();
        long codes = hot + bytes.hot();
        long rows = codes + bytes.codes();
        long cold = rows + bytes.rows();
        long index = cold + bytes.cold();
        long end = bytes.total();
        // The region, a byte of it, and where the part begins that is named.
        long[][] places = {
            {0, 0},
            {80, 0},
            {hot - 1, hot - 1},
            {hot + 70, hot},
            {codes + 5, codes},
            {rows + 5, rows},
            {cold + 9, cold},
            {index, index},
            {end - 200, end - 256}
        };
        for (long[] place : places) {
            InspectedHome.flip(file(segment), place[0]);
            expectOnly(FindingKind.CORRUPT, segment);
            assertThat(damage().getFirst().offset()).as("flip at %s", place[0]).isEqualTo(place[1]);
            assertThat(InspectedHome.inspect(file(segment)).isSound()).isFalse();
            InspectedHome.flip(file(segment), place[0]);
        }
        assertThat(damage()).isEmpty();
    }

    @Test
    void severalDamagedBlocksAreAllTold() throws IOException {
        SegmentBytes bytes = Inspection.of(file(segment)).bytes();
        InspectedHome.flip(file(segment), bytes.header() + 1);
        InspectedHome.flip(file(segment), bytes.header() + bytes.hot() + bytes.codes() + bytes.rows() + 1);
        InspectedHome.flip(file(segment), bytes.total() - bytes.index() - 5000);
        assertThat(damage()).hasSize(3).allMatch(finding -> finding.file().equals(segment));
    }

    @Test
    void shortenedMissingAndUnreadableSegmentsAreNamed() throws IOException {
        byte[] whole = Files.readAllBytes(file(segment));
        try (FileChannel channel = FileChannel.open(file(segment), StandardOpenOption.WRITE)) {
            channel.truncate(whole.length / 2);
        }
        expectOnly(FindingKind.CORRUPT, segment);
        Files.write(file(segment), new byte[0]);
        expectOnly(FindingKind.CORRUPT, segment);
        Files.delete(file(segment));
        expectOnly(FindingKind.MISSING, segment);
        assertThat(Inspection.of(directory).liveRows()).isEqualTo(InspectedSegment.UNKNOWN);
        Files.createDirectory(file(segment));
        expectOnly(FindingKind.UNREADABLE, segment);
        Files.delete(file(segment));
        Files.write(file(segment), whole);
        assertThat(damage()).isEmpty();
    }

    @Test
    void foreignFilesAreDamageAndLeftOversAreNot() throws IOException {
        Files.copy(file(segment), file(FileNames.segment(999)));
        Files.writeString(file(FileNames.MANIFEST + FileNames.TEMP_SUFFIX), "half");
        InspectionReport report = InspectedHome.inspect(directory);
        assertThat(report.isSound()).isTrue();
        assertThat(report.findings())
                .extracting(Finding::kind)
                .containsExactlyInAnyOrder(FindingKind.ORPHAN, FindingKind.TEMPORARY);
        Files.writeString(file("holiday.jpg"), "x");
        expectOnly(FindingKind.FOREIGN, "holiday.jpg");
    }

    @Test
    void withoutManifestTheSegmentsAreStillRead() throws IOException {
        InspectedHome.flip(file(FileNames.MANIFEST), 30);
        expectOnly(FindingKind.CORRUPT, FileNames.MANIFEST);
        assertThat(Inspection.of(directory).segments()).hasSameSizeAs(InspectedHome.segments(directory));
        Files.delete(file(FileNames.MANIFEST));
        expectOnly(FindingKind.MISSING, FileNames.MANIFEST);
        InspectedHome.flip(file(segment), 0);
        assertThat(damage()).extracting(Finding::file).containsExactly(FileNames.MANIFEST, segment);
    }

    private void changeManifest(UnaryOperator<Manifest> change) throws IOException {
        Manifest changed = change.apply(ManifestFormat.read(FileStorage.existing(directory)));
        Files.write(file(FileNames.MANIFEST), ManifestFormat.encode(changed).array());
    }

    private static Manifest with(Manifest old, int slotBound, long durableSequence, List<Manifest.Entry> segments) {
        return new Manifest(
                old.dimension(),
                old.metric(),
                old.generation(),
                durableSequence,
                old.nextSegment(),
                old.nextBucket(),
                slotBound,
                old.calibration(),
                segments);
    }

    @Test
    void slotsAndVersionsBeyondTheManifestAreFound() throws IOException {
        changeManifest(old -> with(old, 5, old.durableSequence(), old.segments()));
        assertThat(damage()).first().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.CONTRADICTION);
            assertThat(finding.text()).contains("slot bound is 5");
        });
        changeManifest(old -> with(old, InspectedHome.ROWS * 2, 2, old.segments()));
        assertThat(damage()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.CONTRADICTION);
            assertThat(finding.file())
                    .isEqualTo(InspectedHome.segments(directory).getLast());
        });
        assertThat(damage()).first().extracting(Finding::text).asString().contains("durable sequence is 2");
    }

    @Test
    void wrongRetirementsAreFound() throws IOException {
        changeManifest(old -> with(
                old,
                old.slotBound(),
                old.durableSequence(),
                old.segments().stream().map(entry -> entry(entry, List.of())).toList()));
        assertThat(damage()).isNotEmpty().allMatch(finding -> finding.kind() == FindingKind.DUPLICATE);
        changeManifest(old -> {
            List<Manifest.Entry> entries = new ArrayList<>(old.segments());
            entries.set(entries.size() - 1, entry(entries.getLast(), List.of(0)));
            return with(old, old.slotBound(), old.durableSequence(), entries);
        });
        assertThat(damage()).anySatisfy(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.CONTRADICTION);
            assertThat(finding.file())
                    .isEqualTo(InspectedHome.segments(directory).getLast());
            assertThat(finding.text()).contains("lies only in row group 0");
        });
        changeManifest(old -> with(
                old,
                old.slotBound(),
                old.durableSequence(),
                List.of(entry(old.segments().getFirst(), List.of(9_999)))));
        assertThat(damage()).anyMatch(finding -> finding.text().contains("retires row group 9999"));
    }

    private static Manifest.Entry entry(Manifest.Entry old, List<Integer> retired) {
        return new Manifest.Entry(old.number(), old.fileBytes(), old.rows(), old.tombstones(), retired);
    }

    @Test
    void sameDamageIsToldAFewTimesAndThenCounted() throws IOException {
        changeManifest(old -> with(old, 0, old.durableSequence(), old.segments()));
        List<Finding> first = damage().stream()
                .filter(finding -> finding.file().equals(segment))
                .toList();
        assertThat(first).hasSize(21);
        assertThat(first.getLast().text()).matches("and \\d+ more of this kind in this file");
    }
}
