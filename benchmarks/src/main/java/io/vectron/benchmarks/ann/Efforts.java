package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.contestant.ContestantKind;
import java.util.List;

/**
 * The efforts that searches are measured with, rising.
 *
 * @param targets recalls that are asked for
 * @param candidates values of ef
 */
record Efforts(List<Double> targets, List<Double> candidates) {

    /**
     * Makes them.
     *
     * @param candidates those below k are k: a graph cannot find more than it keeps
     */
    static Efforts of(List<Double> targets, List<Integer> candidates, int k) {
        return new Efforts(
                targets.stream().sorted().distinct().toList(),
                candidates.stream()
                        .map(ef -> (double) Math.max(ef, k))
                        .sorted()
                        .distinct()
                        .toList());
    }

    List<Double> of(ContestantKind kind) {
        return switch (kind.effort()) {
            case RECALL_TARGET -> targets;
            case CANDIDATES -> candidates;
        };
    }
}
