package io.vectron.drift;

import java.util.List;

/**
 * The answer to a search.
 *
 * @param hits best first, ties by unsigned id bytes; fewer than k only when fewer live rows exist or the deadline struck
 * @param facts what the search did
 */
public record SearchResult(List<Hit> hits, SearchFacts facts) {
    public SearchResult {
        hits = List.copyOf(hits);
    }
}
