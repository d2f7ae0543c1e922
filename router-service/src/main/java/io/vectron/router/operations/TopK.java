package io.vectron.router.operations;

import com.google.protobuf.ByteString;
import io.vectron.model.Scores;
import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.v1.Metric;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/** Merges the sorted hits of shards. Stateless. */
final class TopK {
    private TopK() {}

    /**
     * The k best of all; O((k + shards) log shards). An id that two shards answer, which happens for a moment while a
     * range moves, is taken once.
     *
     * @param perShard each best first, ties by id, as workers answer
     */
    static List<ShardRow> merge(Metric metric, List<List<ShardRow>> perShard, int k) {
        PriorityQueue<Cursor> heads = new PriorityQueue<>((a, b) -> compare(metric, a.row(), b.row()));
        for (List<ShardRow> hits : perShard) {
            if (!hits.isEmpty()) {
                heads.add(new Cursor(hits, 0));
            }
        }
        List<ShardRow> merged = new ArrayList<>();
        Set<ByteString> seen = new HashSet<>();
        while (merged.size() < k) {
            Cursor head = heads.poll();
            if (head == null) {
                break;
            }
            if (seen.add(head.row().getId())) {
                merged.add(head.row());
            }
            if (head.at() + 1 < head.hits().size()) {
                heads.add(new Cursor(head.hits(), head.at() + 1));
            }
        }
        return merged;
    }

    private static int compare(Metric metric, ShardRow a, ShardRow b) {
        return Scores.compare(metric, a.getScore(), a.getId(), b.getScore(), b.getId());
    }

    private record Cursor(List<ShardRow> hits, int at) {
        ShardRow row() {
            return hits.get(at);
        }
    }
}
