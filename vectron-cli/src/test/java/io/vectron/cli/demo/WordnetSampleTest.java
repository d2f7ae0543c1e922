package io.vectron.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.admin.playground.TextEmbedder;
import io.vectron.cli.input.SourceRow;
import io.vectron.cli.input.VectorSource;
import io.vectron.proto.v1.PointId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Tag("unit")
class WordnetSampleTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    private static List<SourceRow> rows() throws IOException {
        List<SourceRow> rows = new ArrayList<>();
        try (VectorSource source = WordnetSample.open()) {
            for (Optional<SourceRow> row = source.next(); row.isPresent(); row = source.next()) {
                rows.add(row.get());
            }
        }
        return rows;
    }

    private static double dot(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    private static List<String> words(SourceRow row) {
        return JSON.readTree(row.payloadJson())
                .path("words")
                .valueStream()
                .map(JsonNode::asString)
                .toList();
    }

    @Test
    void everyRowHasAUnitVectorAnIdOfItsOwnAndAGloss() throws IOException {
        List<SourceRow> rows = rows();
        assertThat(rows).hasSize(WordnetSample.ROWS);
        Set<PointId> ids = new HashSet<>();
        for (SourceRow row : rows) {
            // a NaN or an infinity anywhere would make the norm one too
            assertThat(Math.sqrt(dot(row.vector(), row.vector()))).isBetween(0.998, 1.002);
            assertThat(ids.add(row.idOrNumber()))
                    .as("id of row %d", row.number())
                    .isTrue();
            JsonNode payload = JSON.readTree(row.payloadJson());
            assertThat(payload.path("gloss").asString()).isNotEmpty();
            assertThat(payload.path("lexname").asString()).contains(".");
            assertThat(words(row)).isNotEmpty();
        }
    }

    @Test
    void embeddingOfAKnownGlossIsCloseToItsShippedRow() throws IOException {
        SourceRow tiger = rows().stream()
                .filter(row -> row.idOrNumber().getText().equals("n02129604"))
                .findFirst()
                .orElseThrow();
        String text = String.join(", ", words(tiger)) + ": "
                + JSON.readTree(tiger.payloadJson()).path("gloss").asString();
        float[] embedded = new TextEmbedder().embed(text);
        assertThat(embedded).hasSize(TextEmbedder.DIMENSION);
        assertThat(dot(embedded, tiger.vector())).isGreaterThan(0.95);
    }

    @Test
    void largeWildCatIsNearestToLargeWildCats() throws IOException {
        float[] query = new TextEmbedder().embed("a large wild cat");
        List<String> nearest = rows().stream()
                .sorted(Comparator.comparingDouble(row -> -dot(query, row.vector())))
                .limit(20)
                .map(row -> words(row).getFirst())
                .toList();
        assertThat(nearest).contains("big cat", "tiger", "lion", "leopard", "jaguar", "cheetah");
    }
}
