package io.vectron.drift.engine;

import io.vectron.drift.WorkReason;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What to write anew.
 *
 * @param inputs indexes of the parts that go, ascending
 * @param splits indexes of the buckets whose rows, wherever they lie, are sorted into new buckets
 * @param reason why
 */
record CompactionPlan(List<Integer> inputs, List<Integer> splits, WorkReason reason) {
    /** Splits wait until so large a share of the rows is in buckets over capacity: each of them writes a file. */
    private static final double SPLIT_SHARE = 0.1;

    CompactionPlan {
        inputs = List.copyOf(inputs);
        splits = List.copyOf(splits);
    }

    /**
     * A part as the planner sees it.
     *
     * @param part index of the part
     * @param rows stored rows
     * @param needed rows that live in the durable state and were not moved on
     */
    record PartSize(int part, int rows, int needed) {}

    /**
     * A bucket over capacity.
     *
     * @param bucket index of the bucket
     * @param live live rows
     */
    record Overfull(int bucket, int live) {}

    /** The bounds that a plan keeps. */
    record Bounds(int segmentCountMax, int bucketCapacity) {}

    /**
     * Chooses; empty when nothing needs to be done. Parts of which more than half is not needed are written anew; above the
     * allowed number of segments the smaller half becomes one; buckets over capacity are split with it, or by themselves
     * when they hold a tenth of the rows or one has twice its capacity.
     */
    static Optional<CompactionPlan> choose(List<PartSize> parts, List<Overfull> overfull, Bounds bounds) {
        List<Integer> splits = overfull.stream().map(Overfull::bucket).toList();
        List<Integer> mostlyDead = parts.stream()
                .filter(part -> 2L * part.needed() < part.rows())
                .map(PartSize::part)
                .toList();
        if (!mostlyDead.isEmpty()) {
            return Optional.of(new CompactionPlan(mostlyDead, splits, WorkReason.MOSTLY_DEAD));
        }
        if (parts.size() > bounds.segmentCountMax()) {
            int wanted = Math.max(parts.size() - bounds.segmentCountMax() + 1, parts.size() / 2 + 1);
            List<Integer> smallest = parts.stream()
                    .sorted(Comparator.comparingInt(PartSize::needed).thenComparingInt(PartSize::part))
                    .limit(Math.min(wanted, parts.size()))
                    .map(PartSize::part)
                    .sorted()
                    .toList();
            return Optional.of(new CompactionPlan(smallest, splits, WorkReason.TOO_MANY_SEGMENTS));
        }
        long rows = parts.stream().mapToLong(PartSize::needed).sum();
        long inOverfull = overfull.stream().mapToLong(Overfull::live).sum();
        boolean isUrgent = overfull.stream().anyMatch(bucket -> bucket.live() >= 2L * bounds.bucketCapacity());
        return isUrgent || inOverfull > SPLIT_SHARE * rows
                ? Optional.of(new CompactionPlan(List.of(), splits, WorkReason.OVERFULL_BUCKETS))
                : Optional.empty();
    }
}
