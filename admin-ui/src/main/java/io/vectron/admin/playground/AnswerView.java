package io.vectron.admin.playground;

import io.vectron.model.PointIds;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.ShardFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** What the page shows of an answer. Pure. */
record AnswerView(
        List<HitCard> hits,
        boolean partial,
        long micros,
        long routerMicros,
        long embedMicros,
        List<ShardFacts> shards,
        String curl) {

    /**
     * @param bar 0..20: the score's place between the worst and the best of this answer, for the bar beside it
     * @param payload indented JSON; empty when the point has none
     */
    record HitCard(int rank, String id, boolean isNumber, float score, int bar, String payload) {}

    private static final int BAR_MAX = 20;

    static AnswerView of(Playground.Answer answer, Metric metric, String curl, JsonMapper json) {
        SearchResponse response = answer.response();
        List<Hit> hits = response.getHitsList();
        return new AnswerView(
                java.util.stream.IntStream.range(0, hits.size())
                        .mapToObj(i -> card(i, hits, metric, json))
                        .toList(),
                response.getFacts().getPartial(),
                answer.micros(),
                response.getFacts().getMicros(),
                answer.embedMicros(),
                response.getFacts().getShardsList(),
                curl);
    }

    private static HitCard card(int index, List<Hit> hits, Metric metric, JsonMapper json) {
        Hit hit = hits.get(index);
        return new HitCard(
                index + 1,
                PointIds.show(hit.getId()),
                hit.getId().hasNumber(),
                hit.getScore(),
                bar(hit.getScore(), hits, metric),
                pretty(hit.getPayloadJson(), json));
    }

    /** Cosine has a scale of its own; the others are relative to this answer. */
    private static int bar(float score, List<Hit> hits, Metric metric) {
        if (metric == Metric.METRIC_COSINE) {
            return Math.round(Math.clamp(score, 0f, 1f) * BAR_MAX);
        }
        float best = hits.getFirst().getScore();
        float worst = hits.getLast().getScore();
        if (best == worst) {
            return BAR_MAX;
        }
        return Math.max(1, Math.round((score - worst) / (best - worst) * BAR_MAX));
    }

    private static String pretty(@Nullable String payload, JsonMapper json) {
        if (payload == null || payload.isEmpty()) {
            return "";
        }
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsString(json.readTree(payload));
        } catch (JacksonException e) {
            return payload;
        }
    }
}
