package io.vectron.drift.inspect;

import io.vectron.drift.BucketDescription;
import io.vectron.drift.DescribeLimits;
import io.vectron.drift.SegmentDescription;
import io.vectron.drift.bucket.BucketMap;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.slot.SlotTable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;

/**
 * Describes segments and buckets as of one applied sequence. One thread; the caller has pinned the map. Deaths after the
 * sequence count as not yet happened, so a writer beside it changes nothing of what is seen.
 */
public final class SegmentInspector {
    private final BucketMap map;
    private final SlotTable slots;
    private final int dimension;
    private final long snapshot;
    private final DescribeLimits limits;
    private final Runnable checkIsOpen;
    private final List<Place> places = new ArrayList<>();

    /** A bucket of the answer. */
    private record Place(int bucket, int liveRows) {}

    /** What was found. */
    public record Findings(List<SegmentDescription> segments, List<BucketDescription> buckets, int bucketsTotal) {}

    /**
     * An inspection that has not begun.
     *
     * @param snapshot rows killed after this sequence count as live
     * @param checkIsOpen called now and then; ends the work by what it throws
     */
    public SegmentInspector(
            BucketMap map, SlotTable slots, long snapshot, DescribeLimits limits, Runnable checkIsOpen) {
        this.map = map;
        this.slots = slots;
        this.dimension = map.dimension();
        this.snapshot = snapshot;
        this.limits = limits;
        this.checkIsOpen = checkIsOpen;
    }

    /**
     * Reads the buckets.
     *
     * @throws CancellationException past the deadline
     * @throws io.vectron.drift.CorruptDataException when a block that is read for the first time is damaged
     */
    public Findings inspect() {
        int total = map.size();
        int[] live = new int[map.parts().size()];
        BucketMeter meter = new BucketMeter(map, slots, snapshot);
        for (int bucket = 0; bucket < total; bucket++) {
            int liveHere = meter.countLive(bucket, live);
            if (isPicked(bucket, total)) {
                places.add(new Place(bucket, liveHere));
            }
            if (bucket % 256 == 0) {
                checkMayGoOn();
            }
        }
        List<SegmentDescription> described = new ArrayList<>();
        for (int p = 0; p < live.length; p++) {
            Segment segment = map.parts().get(p).segment();
            described.add(new SegmentDescription(
                    segment.number(), segment.rows(), segment.rows() - live[p], segment.fileBytes(), segment.groups()));
        }
        return new Findings(described, describeBuckets(meter), total);
    }

    /** Picks min(total, bucketsMax) of all buckets: the first one at or behind each of as many equal steps. */
    private boolean isPicked(int index, int total) {
        long picks = Math.min(total, limits.bucketsMax());
        return index == 0 || index * picks / total != (index - 1) * picks / total;
    }

    private List<BucketDescription> describeBuckets(BucketMeter meter) {
        float[] plane = PlaneProjection.project(new Centroids(), this::checkMayGoOn);
        int rowsMax = rowsPerBucketMax();
        List<BucketDescription> buckets = new ArrayList<>(places.size());
        for (int i = 0; i < places.size(); i++) {
            checkMayGoOn();
            Place place = places.get(i);
            BucketMeter.Shape shape = meter.measure(place.bucket(), place.liveRows(), rowsMax);
            buckets.add(new BucketDescription(
                    map.id(place.bucket()),
                    map.extentsFrom(place.bucket() + 1) - map.extentsFrom(place.bucket()),
                    map.rows(place.bucket()),
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
            System.arraycopy(map.centroids(), places.get(i).bucket() * dimension, target, 0, dimension);
        }
    }
}
