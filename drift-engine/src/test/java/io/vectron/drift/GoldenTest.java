package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.ScanTally;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.segment.SegmentScan;
import io.vectron.drift.storage.DeletesFormat;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Files written by every released format version open for ever, with every row as it was written. */
class GoldenTest {
    private static Path file(String name) throws URISyntaxException {
        return Path.of(Objects.requireNonNull(GoldenTest.class.getResource("/golden/v1/" + name), name)
                .toURI());
    }

    private static Manifest manifest() throws IOException, URISyntaxException {
        return ManifestFormat.read(file(FileNames.MANIFEST));
    }

    @Test
    void manifestOfVersion1Opens() throws Exception {
        Manifest manifest = manifest();
        assertThat(manifest.dimension()).isEqualTo(4);
        assertThat(manifest.metric()).isEqualTo(Metric.COSINE);
        assertThat(manifest.generation()).isEqualTo(3);
        assertThat(manifest.indexGeneration()).isEqualTo(3);
        assertThat(manifest.durableSequence()).isEqualTo(2);
        assertThat(manifest.nextSegment()).isEqualTo(3);
        assertThat(manifest.segments())
                .containsExactly(new Manifest.Entry(1, Golden.FIRST_ROWS, 2, 3), new Manifest.Entry(2, 2, 0, 0));
    }

    @Test
    void segmentsAndDeletesOfVersion1HoldEveryRow() throws Exception {
        for (Manifest.Entry entry : manifest().segments()) {
            Segment segment = open(entry);
            try {
                Map<String, Upsert> expected = new HashMap<>();
                for (Op op : Golden.batch(entry.number()).ops()) {
                    if (op instanceof Upsert upsert) {
                        expected.put(Model.key(upsert.id()), upsert);
                    }
                }
                for (int row = 0; row < segment.rows(); row++) {
                    String id = Model.key(segment.id(row));
                    Upsert written = Objects.requireNonNull(expected.remove(id), id);
                    assertThat(segment.vector(row)).as(id).isEqualTo(written.vector());
                    assertThat(segment.payloadLength(row)).as(id).isEqualTo(written.payload().length);
                    assertThat(segment.sequence(row)).as(id).isEqualTo(entry.number());
                    boolean isDead =
                            entry.number() == 1 && List.of("row-3", "row-5").contains(id);
                    assertThat(segment.deaths().isLive(row, 2)).as(id).isEqualTo(!isDead);
                }
                assertThat(expected).isEmpty();
            } finally {
                segment.release();
            }
        }
    }

    @Test
    void segmentOfVersion1IsSearchedByItsCodes() throws Exception {
        Segment segment = open(manifest().segments().getFirst());
        try {
            for (int row = 10; row < Golden.FIRST_ROWS; row++) {
                PreparedQuery query = new PreparedQuery(Metric.COSINE, Golden.vector(1, row), 3, .9, Long.MAX_VALUE, 2);
                HitCollector hits = new HitCollector(3);
                new SegmentScan(query, hits, new ScanTally()).search(segment);
                HitCollector.Candidate best = hits.bestFirst().getFirst();
                assertThat(best.owner().id(best.row())).isEqualTo(Data.id(row));
            }
        } finally {
            segment.release();
        }
    }

    private static Segment open(Manifest.Entry entry) throws IOException, URISyntaxException {
        long[] dead = entry.deletesGeneration() == 0
                ? null
                : DeletesFormat.read(file(FileNames.deletes(entry.number(), entry.deletesGeneration())), entry);
        return Segment.open(file(FileNames.segment(entry.number())), entry.number(), Golden.SETTINGS, dead);
    }
}
