package io.vectron.drift.engine;

import io.vectron.drift.storage.Manifest;
import java.util.Comparator;
import java.util.List;

/** Chooses what to merge; a pure function of the manifest. */
final class MergePlan {
    private MergePlan() {}

    /**
     * The numbers of the segments to be merged into one; empty when nothing needs to be done. Segments of which more than
     * half is dead are rewritten; above the allowed number of segments the smaller half is merged.
     */
    static List<Long> choose(List<Manifest.Entry> segments, int segmentCountMax) {
        List<Long> mostlyDead = segments.stream()
                .filter(entry -> 2L * entry.deletedRows() > entry.rows())
                .map(Manifest.Entry::number)
                .toList();
        if (!mostlyDead.isEmpty()) {
            return mostlyDead;
        }
        if (segments.size() <= segmentCountMax) {
            return List.of();
        }
        int wanted = Math.max(segments.size() - segmentCountMax + 1, segments.size() / 2 + 1);
        return segments.stream()
                .sorted(Comparator.comparingInt((Manifest.Entry entry) -> entry.rows() - entry.deletedRows())
                        .thenComparingLong(Manifest.Entry::number))
                .limit(Math.min(wanted, segments.size()))
                .map(Manifest.Entry::number)
                .toList();
    }
}
