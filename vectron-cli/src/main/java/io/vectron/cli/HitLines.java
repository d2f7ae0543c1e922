package io.vectron.cli;

import io.vectron.model.PointIds;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.SearchFacts;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.ShardFacts;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The answer of a search for people: one line for each hit, and one about the work it took. Stateless. */
final class HitLines {
    private static final int PAYLOAD_CHARS_MAX = 120;
    private static final JsonMapper JSON = JsonMapper.shared();

    private HitLines() {}

    static void print(SearchResponse response, PrintStream out) {
        List<Hit> hits = response.getHitsList();
        int widest = hits.stream()
                .mapToInt(hit -> PointIds.show(hit.getId()).length())
                .max()
                .orElse(0);
        int rank = 1;
        for (Hit hit : hits) {
            String id = PointIds.show(hit.getId());
            String line = String.format(
                    Locale.ROOT,
                    "%3d.  %9.4f  %s%s  %s",
                    rank++,
                    hit.getScore(),
                    id,
                    " ".repeat(widest - id.length()),
                    payload(hit.getPayloadJson()));
            out.println(line.stripTrailing());
        }
        out.println(facts(hits.size(), response.getFacts()));
    }

    /** Glosses as a dictionary would print them; other payloads as they are, cut to a line. */
    private static String payload(String json) {
        if (json.isEmpty()) {
            return "";
        }
        JsonNode node = JSON.readTree(json);
        JsonNode words = node.path("words");
        String text = words.isArray() && node.path("gloss").isString()
                ? String.join(", ", words.valueStream().map(JsonNode::asString).toList()) + ": "
                        + node.path("gloss").stringValue()
                : json;
        return text.length() > PAYLOAD_CHARS_MAX ? text.substring(0, PAYLOAD_CHARS_MAX - 3) + "..." : text;
    }

    private static String facts(int hits, SearchFacts facts) {
        long rows = facts.getShardsList().stream()
                .mapToLong(ShardFacts::getRowsScanned)
                .sum();
        return String.format(
                Locale.ROOT,
                "%d hits in %.1f ms, %d shards, %,d rows looked at%s",
                hits,
                facts.getMicros() / 1e3,
                facts.getShardsCount(),
                rows,
                facts.getPartial() ? "; PARTIAL: a shard did not answer" : "");
    }
}
