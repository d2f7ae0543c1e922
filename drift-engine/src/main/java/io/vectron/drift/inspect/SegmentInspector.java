package io.vectron.drift.inspect;

import io.vectron.drift.BucketDescription;
import io.vectron.drift.DescribeLimits;
import io.vectron.drift.SegmentDescription;
import io.vectron.drift.segment.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Describes segments and their buckets as of one applied sequence. One thread; the caller holds references of the segments.
 * Deaths after the sequence count as not yet happened, so a writer beside it changes nothing of what is seen.
 */
public final class SegmentInspector {
    private final List<Segment> segments;
    private final int dimension;
    private final long snapshot;
    private final DescribeLimits limits;
    private final Runnable checkIsOpen;
    private final List<Place> places = new ArrayList<>();

    /** A bucket of the answer. */
    private record Place(Segment segment, int bucket, int liveRows) {}

    /** What was found. */
    public record Findings(List<SegmentDescription> segments, List<BucketDescription> buckets, int bucketsTotal) {}

    /**
     * An inspection that has not begun.
     *
     * @param snapshot rows killed after this sequence count as live
     * @param checkIsOpen called now and then; ends the work by what it throws
     */
    public SegmentInspector(
            List<Segment> segments, int dimension, long snapshot, DescribeLimits limits, Runnable checkIsOpen) {
        this.segments = segments;
        this.dimension = dimension;
        this.snapshot = snapshot;
        this.limits = limits;
        this.checkIsOpen = checkIsOpen;
    }

    /**
     * Reads the segments.
     *
     * @throws CancellationException past the deadline
     * @throws io.vectron.drift.CorruptDataException when a block that is read for the first time is damaged
     */
    public Findings inspect() {
        int total = segments.stream().mapToInt(Segment::buckets).sum();
        List<SegmentDescription> described = new ArrayList<>();
        int bucketsBefore = 0;
        for (Segment segment : segments) {
            described.add(describe(segment, bucketsBefore, total));
            bucketsBefore += segment.buckets();
        }
        return new Findings(described, describeBuckets(), total);
    }

    /** Counts a segment's dead rows and picks those of its buckets that go into the answer. */
    private SegmentDescription describe(Segment segment, int bucketsBefore, int total) {
        int live = 0;
        for (int bucket = 0; bucket < segment.buckets(); bucket++) {
            int liveHere = BucketMeter.countLive(segment, bucket, snapshot);
            live += liveHere;
            if (isPicked(bucketsBefore + bucket, total)) {
                places.add(new Place(segment, bucket, liveHere));
            }
        }
        checkMayGoOn();
        return new SegmentDescription(
                segment.number(), segment.rows(), segment.rows() - live, segment.fileBytes(), segment.buckets());
    }

    /** Picks min(total, bucketsMax) of all buckets: the first one at or behind each of as many equal steps. */
    private boolean isPicked(int index, int total) {
        long picks = Math.min(total, limits.bucketsMax());
        return index == 0 || index * picks / total != (index - 1) * picks / total;
    }

    private List<BucketDescription> describeBuckets() {
        float[] plane = PlaneProjection.project(new Centroids(), this::checkMayGoOn);
        BucketMeter meter = new BucketMeter(dimension);
        int rowsMax = rowsPerBucketMax();
        List<BucketDescription> buckets = new ArrayList<>(places.size());
        for (int i = 0; i < places.size(); i++) {
            checkMayGoOn();
            Place place = places.get(i);
            Segment segment = place.segment();
            BucketMeter.Shape shape = meter.measure(segment, place.bucket(), snapshot, place.liveRows(), rowsMax);
            buckets.add(new BucketDescription(
                    segment.number(),
                    place.bucket(),
                    segment.rowsOf(place.bucket()),
                    shape.liveRows(),
                    plane[2 * i],
                    plane[2 * i + 1],
                    shape.drift(),
                    shape.radius()));
        }
        return buckets;
    }

    private int rowsPerBucketMax() {
        long live = places.stream().mapToLong(Place::liveRows).sum();
        if (live * dimension <= limits.componentsMax()) {
            return Integer.MAX_VALUE;
        }
        long share = limits.componentsMax() / dimension / places.size();
        return Math.clamp(share, DescribeLimits.SAMPLE_ROWS_MIN, Integer.MAX_VALUE);
    }

    private void checkMayGoOn() {
        checkIsOpen.run();
        if (limits.deadlineNanos() != Long.MAX_VALUE && System.nanoTime() - limits.deadlineNanos() >= 0) {
            throw new CancellationException(
                    "the deadline passed while " + places.size() + " buckets were being described");
        }
    }

    /** The centroids of the answer's buckets. */
    private final class Centroids implements PlaneProjection.Points {
        @Override
        public int count() {
            return places.size();
        }

        @Override
        public int dimension() {
            return dimension;
        }

        @Override
        public void copy(int i, float[] target) {
            places.get(i).segment().copyCentroid(places.get(i).bucket(), target);
        }
    }
}
