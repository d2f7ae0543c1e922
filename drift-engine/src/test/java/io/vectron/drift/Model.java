package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The slow, obvious twin of an engine: a map and brute force in doubles. */
final class Model {
    private static final double TOLERANCE = 1e-3;

    private final DriftSettings settings;
    private final Map<String, Row> rows = new HashMap<>();
    private final TreeMap<Long, WriteBatch> log = new TreeMap<>();

    Model(DriftSettings settings) {
        this.settings = settings;
    }

    void apply(long sequence, WriteBatch batch) {
        log.put(sequence, batch);
        for (Op op : batch.ops()) {
            switch (op) {
                case Upsert upsert ->
                    rows.put(key(upsert.id()), new Row(upsert.id(), upsert.vector(), upsert.payload(), sequence));
                case Delete delete -> rows.remove(key(delete.id()));
            }
        }
    }

    /** The state after a sequence. */
    Model at(long sequence) {
        Model past = new Model(settings);
        log.headMap(sequence, true).forEach(past::apply);
        return past;
    }

    /** What an engine must be given again after it has come back with a durable sequence. */
    Map<Long, WriteBatch> after(long sequence) {
        return log.tailMap(sequence, false);
    }

    /** Of the batch applied last; {@link Drift#NO_SEQUENCE} before the first. */
    long lastSequence() {
        return log.isEmpty() ? Drift.NO_SEQUENCE : log.lastKey();
    }

    int size() {
        return rows.size();
    }

    List<Row> all() {
        return new ArrayList<>(rows.values());
    }

    /** The live row of a {@link #key}. */
    Optional<Row> row(String key) {
        return Optional.ofNullable(rows.get(key));
    }

    /** The id of a {@link #key}. */
    static byte[] bytes(String key) {
        return key.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    /** Forgets the batches after a sequence: they were never acknowledged, and are gone. */
    void cutAfter(long sequence) {
        rows.clear();
        TreeMap<Long, WriteBatch> kept = new TreeMap<>(log.headMap(sequence, true));
        log.clear();
        kept.forEach(this::apply);
    }

    /** Ids of live and of deleted rows. */
    private Collection<byte[]> idsEverWritten() {
        Map<String, byte[]> ids = new HashMap<>();
        log.values().forEach(batch -> batch.ops().forEach(op -> ids.put(key(op.id()), op.id())));
        return ids.values();
    }

    static String key(byte[] id) {
        return new String(id, java.nio.charset.StandardCharsets.ISO_8859_1);
    }

    double score(float[] query, float[] vector) {
        double dot = 0;
        double squares = 0;
        double queryNorm = 0;
        double vectorNorm = 0;
        for (int d = 0; d < query.length; d++) {
            dot += (double) query[d] * vector[d];
            squares += ((double) query[d] - vector[d]) * ((double) query[d] - vector[d]);
            queryNorm += (double) query[d] * query[d];
            vectorNorm += (double) vector[d] * vector[d];
        }
        return switch (settings.metric()) {
            case L2 -> Math.sqrt(squares);
            case COSINE -> dot / Math.sqrt(queryNorm * vectorNorm);
            case DOT -> dot;
        };
    }

    /** Scores of the k best rows, best first. */
    List<Double> bestScores(float[] query, int k) {
        Comparator<Double> best = Comparator.naturalOrder();
        return rows.values().stream()
                .map(row -> score(query, row.vector()))
                .sorted(settings.metric().isHigherBetter() ? best.reversed() : best)
                .limit(k)
                .toList();
    }

    /** Every hit is a live row as written last, and the scores are those of brute force. */
    void checkExact(SearchResult result, float[] query, int k) {
        checkHits(result, query);
        List<Double> expected = bestScores(query, k);
        assertThat(result.hits()).hasSize(expected.size());
        for (int i = 0; i < expected.size(); i++) {
            assertThat((double) result.hits().get(i).score())
                    .as("score of hit %s", i)
                    .isCloseTo(expected.get(i), org.assertj.core.data.Offset.offset(TOLERANCE));
        }
        assertThat(result.hits()).isSortedAccordingTo(settings.metric().bestFirst());
    }

    /** Every hit is a live row as written last, found once. */
    void checkHits(SearchResult result, float[] query) {
        assertThat(result.hits().stream().map(hit -> key(hit.id())).distinct().count())
                .as("distinct hits")
                .isEqualTo(result.hits().size());
        for (Hit hit : result.hits()) {
            Row row = rows.get(key(hit.id()));
            if (row == null) {
                throw new AssertionError("hit " + key(hit.id()) + " is no live row");
            }
            assertThat(hit.version()).as("version of hit %s", key(hit.id())).isEqualTo(row.version());
            assertThat((double) hit.score())
                    .isCloseTo(score(query, row.vector()), org.assertj.core.data.Offset.offset(TOLERANCE));
            if (hit.vector() != null) {
                assertThat(hit.vector()).isEqualTo(row.vector());
            }
            if (hit.payload() != null) {
                assertThat(hit.payload()).isEqualTo(row.payload());
            }
        }
    }

    void checkGet(Drift drift, byte[] id) {
        Row expected = rows.get(key(id));
        Optional<Row> found = drift.get(id);
        assertThat(found.isPresent()).as("presence of %s", key(id)).isEqualTo(expected != null);
        if (expected != null) {
            Row row = found.orElseThrow();
            assertThat(row.version()).isEqualTo(expected.version());
            assertThat(row.vector()).isEqualTo(expected.vector());
            assertThat(row.payload()).isEqualTo(expected.payload());
        }
    }

    /** The engine holds exactly these rows. */
    void checkSame(Drift drift) {
        assertThat(drift.count()).isEqualTo(size());
        for (byte[] id : idsEverWritten()) {
            checkGet(drift, id);
        }
        float[] query = new float[settings.dimension()];
        query[0] = 1;
        int k = Math.clamp(size() + 10L, 1, Limits.K_MAX);
        checkExact(drift.search(new SearchRequest(query, k, 1, Long.MAX_VALUE, true, true)), query, k);
    }
}
