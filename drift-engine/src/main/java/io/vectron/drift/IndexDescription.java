package io.vectron.drift;

import java.util.List;

/**
 * The inside of an engine. Segments and buckets are those of one moment, {@code sequence}; the figures of {@code stats}
 * and {@code work} are read one after another and may differ by concurrent work.
 *
 * @param sequence which rows count as live is the state after this applied sequence
 * @param stats sizes and counters
 * @param segments in the order of the manifest
 * @param buckets in the order of the map; at most {@link DescribeLimits#bucketsMax()}, evenly picked from all
 * @param bucketsTotal all buckets
 * @param work what runs now, then what ended last, newest first
 */
public record IndexDescription(
        long sequence,
        DriftStats stats,
        List<SegmentDescription> segments,
        List<BucketDescription> buckets,
        int bucketsTotal,
        List<BackgroundWork> work) {

    public IndexDescription {
        segments = List.copyOf(segments);
        buckets = List.copyOf(buckets);
        work = List.copyOf(work);
    }

    /** Whether {@code buckets} is a part of all buckets. */
    public boolean isSampled() {
        return buckets.size() < bucketsTotal;
    }
}
