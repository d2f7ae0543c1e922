package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files written by every released format version open for ever, with every row as it was written, or are refused by name. */
class GoldenTest {
    @TempDir
    Path directory;

    private void copy(String version) throws IOException, URISyntaxException {
        for (String name : List.of(FileNames.MANIFEST, FileNames.segment(1), FileNames.segment(2))) {
            Path file = Path.of(
                    Objects.requireNonNull(GoldenTest.class.getResource("/golden/" + version + "/" + name), name)
                            .toURI());
            Files.copy(file, directory.resolve(name));
        }
    }

    @Test
    void manifestOfVersion1SaysWhatWasWritten() throws IOException, URISyntaxException {
        copy("v2");
        Manifest manifest = ManifestFormat.read(FileStorage.in(directory));
        assertThat(manifest.dimension()).isEqualTo(4);
        assertThat(manifest.metric()).isEqualTo(Metric.COSINE);
        assertThat(manifest.durableSequence()).isEqualTo(2);
        assertThat(manifest.nextSegment()).isEqualTo(3);
        assertThat(manifest.slotBound()).isEqualTo(Golden.FIRST_ROWS + 1);
        assertThat(manifest.segments()).hasSize(2);
        Manifest.Entry second = manifest.segments().getLast();
        assertThat(second.number()).isEqualTo(2);
        assertThat(second.rows()).isEqualTo(2);
        assertThat(second.tombstones()).isEqualTo(1);
        assertThat(second.retired()).isEmpty();
    }

    @Test
    void segmentsOfVersion1AreRefusedByName() throws IOException, URISyntaxException {
        copy("v1");
        try (DriftResources resources = DriftResources.createDefault()) {
            assertThatThrownBy(() -> Drift.open(directory, Golden.SETTINGS, resources))
                    .isInstanceOf(CorruptDataException.class)
                    .hasMessageContaining(FileNames.segment(1))
                    .hasMessageContaining("expected 2, found 1");
        }
    }

    @Test
    void directoryOfVersion2HoldsEveryRow() throws IOException, URISyntaxException {
        copy("v2");
        Model model = new Model(Golden.SETTINGS);
        model.apply(1, Golden.batch(1));
        model.apply(2, Golden.batch(2));
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, Golden.SETTINGS, resources)) {
            model.checkSame(drift);
            for (int row = 10; row < Golden.FIRST_ROWS; row++) {
                SearchResult found = drift.search(SearchRequest.of(Golden.vector(1, row), 3));
                assertThat(found.hits().getFirst().id()).isEqualTo(Data.id(row));
            }
        }
    }
}
