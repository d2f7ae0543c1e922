package io.vectron.drift.engine;

import io.vectron.drift.WorkReason;
import io.vectron.drift.storage.Manifest;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What to merge.
 *
 * @param inputs numbers of the segments to be merged into one, at least one
 * @param reason why
 */
record MergePlan(List<Long> inputs, WorkReason reason) {
    MergePlan {
        inputs = List.copyOf(inputs);
    }

    /**
     * A pure function of the manifest; empty when nothing needs to be done. Segments of which more than half is dead are
     * rewritten; above the allowed number of segments the smaller half is merged.
     */
    static Optional<MergePlan> choose(List<Manifest.Entry> segments, int segmentCountMax) {
        List<Long> mostlyDead = segments.stream()
                .filter(entry -> 2L * entry.deletedRows() > entry.rows())
                .map(Manifest.Entry::number)
                .toList();
        if (!mostlyDead.isEmpty()) {
            return Optional.of(new MergePlan(mostlyDead, WorkReason.MOSTLY_DEAD));
        }
        if (segments.size() <= segmentCountMax) {
            return Optional.empty();
        }
        int wanted = Math.max(segments.size() - segmentCountMax + 1, segments.size() / 2 + 1);
        List<Long> smallest = segments.stream()
                .sorted(Comparator.comparingInt((Manifest.Entry entry) -> entry.rows() - entry.deletedRows())
                        .thenComparingLong(Manifest.Entry::number))
                .limit(Math.min(wanted, segments.size()))
                .map(Manifest.Entry::number)
                .toList();
        return Optional.of(new MergePlan(smallest, WorkReason.TOO_MANY_SEGMENTS));
    }
}
