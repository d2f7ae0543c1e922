package io.vectron.router.operations;

import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.v1.SearchFacts;
import java.util.List;

/**
 * The answer to one query.
 *
 * @param hits at most k, best first, ties by canonical id
 */
public record SearchResult(List<ShardRow> hits, SearchFacts facts) {
    public SearchResult {
        hits = List.copyOf(hits);
    }
}
