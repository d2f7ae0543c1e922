package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.segment.RowGroup;
import io.vectron.drift.segment.RowSource;
import io.vectron.drift.segment.SegmentWriter;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Segments written by hand that no engine would write together. */
class DuplicateIdTest {
    private static final DriftSettings SETTINGS = DriftSettings.of(2, Metric.L2);

    @TempDir
    Path directory;

    /** One row. */
    private record OneRow(String name, int slot, long version) implements RowSource {
        @Override
        public int rows() {
            return 1;
        }

        @Override
        public void copyVector(int row, float[] target, int at) {
            target[at] = 1;
            target[at + 1] = 2;
        }

        @Override
        public float inverseNorm(int row) {
            return 1;
        }

        @Override
        public int slot(int row) {
            return slot;
        }

        @Override
        public long version(int row) {
            return version;
        }

        @Override
        public byte[] id(int row) {
            return Data.bytes(name);
        }

        @Override
        public byte[] payload(int row) {
            return new byte[0];
        }
    }

    private void write(OneRow first, float firstCentroid, OneRow second, float secondCentroid) throws IOException {
        FileStorage storage = FileStorage.in(directory);
        List<OneRow> rows = List.of(first, second);
        float[] centroids = {firstCentroid, secondCentroid};
        Manifest empty = Manifest.empty(2, Metric.L2);
        List<Manifest.Entry> entries = new java.util.ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            RowGroup group = new RowGroup(1, new float[] {centroids[i], 0}, new int[] {0});
            new SegmentWriter(storage, SETTINGS, FaultHook.NONE, () -> false)
                    .write(i + 1, new SegmentWriter.Content(rows.get(i), List.of(group), List.of()));
            long bytes = Files.size(directory.resolve(FileNames.segment(i + 1)));
            entries.add(new Manifest.Entry(i + 1, bytes, 1, 0, List.of()));
        }
        Manifest manifest = new Manifest(2, Metric.L2, 2, 9, 3, 2, 10, empty.calibration(), entries);
        Files.write(
                directory.resolve(FileNames.MANIFEST),
                ManifestFormat.encode(manifest).array());
    }

    @Test
    void newerCopyOfASlotIsSound() throws IOException {
        write(new OneRow("a", 3, 1), 0, new OneRow("a", 3, 2), 0);
        InspectionReport report = InspectedHome.inspect(directory);
        assertThat(report.findings()).isEmpty();
        assertThat(report.liveRows()).isEqualTo(1);
        assertThat(report.buckets()).isEqualTo(1);
    }

    @Test
    void idThatLivesInTwoSlotsIsFound() throws IOException {
        write(new OneRow("a", 3, 1), 0, new OneRow("a", 4, 2), 0);
        assertThat(InspectedHome.inspect(directory).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.DUPLICATE);
            assertThat(finding.file()).isEqualTo(FileNames.segment(2));
            assertThat(finding.text()).contains("id 'a'").contains(FileNames.segment(1));
        });
    }

    @Test
    void copyThatIsStoredTwiceIsFound() throws IOException {
        write(new OneRow("a", 3, 1), 0, new OneRow("b", 3, 1), 0);
        assertThat(InspectedHome.inspect(directory).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.DUPLICATE);
            assertThat(finding.text()).contains("slot 3 with version 1");
        });
    }

    @Test
    void bucketWithTwoCentroidsIsFound() throws IOException {
        write(new OneRow("a", 3, 1), 0, new OneRow("b", 4, 1), 0.5f);
        assertThat(InspectedHome.inspect(directory).findings()).singleElement().satisfies(finding -> {
            assertThat(finding.kind()).isEqualTo(FindingKind.CONTRADICTION);
            assertThat(finding.text()).contains("another centroid than others of bucket 1");
        });
    }
}
