package io.vectron.drift.bucket;

import io.vectron.drift.Metric;
import io.vectron.drift.codec.FloatBlock;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.ScanTally;
import io.vectron.drift.segment.CodeScan;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.slot.SlotTable;
import java.util.Arrays;

/**
 * Searches the buckets of one version: in the order of their centroids' distance, 8-bit codes first, the best of those
 * exactly. How far to go is the {@link Calibration} to say; while fewer than k live rows were met it goes on.
 *
 * <p>Not thread-safe; one instance serves one search.
 */
public final class BucketScan {
    private static final Kernels KERNELS = Kernels.ACTIVE;
    /** Beyond k, so many (or half of k) best rows by code are compared exactly: codes err by less than that. */
    private static final int RERANK_EXTRA = 16;

    /** Scanned whatever the calibration says: where nearly all neighbours lie in one bucket, a sample misses the rare rest. */
    private static final int BUCKETS_MIN = 3;

    private final BucketMap map;
    private final Calibration calibration;
    private final SlotTable slots;
    private final PreparedQuery query;
    private final HitCollector hits;
    private final ScanTally tally;
    private final NearestHeap best = new NearestHeap(1);
    private final float[] exact;

    public BucketScan(
            BucketMap map,
            Calibration calibration,
            SlotTable slots,
            PreparedQuery query,
            HitCollector hits,
            ScanTally tally) {
        this.map = map;
        this.calibration = calibration;
        this.slots = slots;
        this.query = query;
        this.hits = hits;
        this.tally = tally;
        this.exact = new float[map.dimension()];
    }

    /** Offers the rows nearest to the query that live in its snapshot. */
    public void search() {
        if (map.size() == 0) {
            return;
        }
        if (query.isExact()) {
            searchExactly();
        } else {
            searchByCodes();
        }
    }

    private boolean isLive(Segment segment, int row) {
        return slots.isLive(segment.slot(row), segment.sequence(row), query.snapshot());
    }

    private boolean stopsLate() {
        if (query.isLate()) {
            tally.markLate();
            return true;
        }
        return false;
    }

    private void searchExactly() {
        int bucket = 0;
        for (; bucket < map.size() && !stopsLate(); bucket++) {
            for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
                scanExactly(map.extentSegment(extent), map.extentGroup(extent));
            }
        }
        tally.addBuckets(bucket, map.size());
        tally.addRecall((double) bucket / map.size(), map.live());
    }

    private void scanExactly(Segment segment, int group) {
        int first = segment.firstRow(group);
        FloatBlock vectors = segment.vectors(group);
        int compared = 0;
        for (int row = first; row < first + segment.rowsOf(group); row++) {
            if (isLive(segment, row)) {
                vectors.copyRow(row - first, exact, 0);
                hits.offer(query.distance(exact, 0, segment.inverseNorm(row)), segment, row);
                compared++;
            }
        }
        tally.addRows(compared, 4L * exact.length * compared);
    }

    private void searchByCodes() {
        int total = map.size();
        long[] order = rankBuckets();
        double nearest = separation(order[0]);
        double limit = calibration.limitFor(query.recall(), query.k());
        best.reset(query.k() + Math.max(RERANK_EXTRA, query.k() / 2));
        CodeScan codes = new CodeScan(query, map.dimension());
        int scanned = 0;
        double score = 0;
        while (scanned < total
                && (scanned < BUCKETS_MIN || score <= limit || best.size() < query.k())
                && !stopsLate()) {
            scanBucket(codes, order[scanned]);
            scanned++;
            score = scanned < total
                    ? calibration.score(separation(order[scanned]), nearest, scanned)
                    : Double.POSITIVE_INFINITY;
        }
        rerank();
        tally.addBuckets(scanned, total);
        double estimate = scanned == total ? 1 : calibration.recallBelow(score, query.k());
        tally.addRecall(score > limit ? Math.max(estimate, query.recall()) : estimate, map.live());
    }

    private double separation(long packed) {
        return Calibration.separation(query.metric(), Packed.distance(packed));
    }

    private long[] rankBuckets() {
        float[] centroids = map.centroids();
        int dimension = map.dimension();
        int total = map.size();
        long[] order = new long[total];
        int b = 0;
        if (query.metric() != Metric.DOT) {
            float[] four = new float[4];
            for (; b + 4 <= total; b += 4) {
                KERNELS.l2x4(query.vector(), 0, centroids, b * dimension, dimension, four);
                for (int i = 0; i < 4; i++) {
                    order[b + i] = Packed.of(four[i], b + i);
                }
            }
        }
        for (; b < total; b++) {
            float distance = query.metric() == Metric.DOT
                    ? -KERNELS.dot(query.vector(), 0, centroids, b * dimension, dimension)
                    : KERNELS.l2(query.vector(), 0, centroids, b * dimension, dimension);
            order[b] = Packed.of(distance, b);
        }
        Arrays.sort(order);
        return order;
    }

    private void scanBucket(CodeScan codes, long ranked) {
        int bucket = Packed.row(ranked);
        codes.begin(map.centroids(), bucket * map.dimension(), Packed.distance(ranked));
        for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
            Segment segment = map.extentSegment(extent);
            int group = map.extentGroup(extent);
            int m = segment.rowsOf(group);
            float[] estimates = codes.estimates(segment, group);
            select(segment, estimates, m, segment.firstRow(group), map.firstRow(map.extentPart(extent)));
            tally.addRows(m, (long) m * map.dimension());
        }
    }

    private void select(Segment segment, float[] estimates, int m, int first, int base) {
        float threshold = best.isFull() ? Packed.distance(best.worst()) : Float.POSITIVE_INFINITY;
        for (int i = 0; i < m; i++) {
            if (estimates[i] < threshold && isLive(segment, first + i)) {
                var _ = best.offer(Packed.of(estimates[i], base + first + i));
                threshold = best.isFull() ? Packed.distance(best.worst()) : Float.POSITIVE_INFINITY;
            }
        }
    }

    private void rerank() {
        int n = best.size();
        while (best.size() > 0) {
            int numbered = Packed.row(best.pollWorst());
            int part = map.partOf(numbered);
            int row = numbered - map.firstRow(part);
            Segment segment = map.parts().get(part).segment();
            segment.copyVector(row, exact, 0);
            hits.offer(query.distance(exact, 0, segment.inverseNorm(row)), segment, row);
        }
        tally.addRows(0, 4L * exact.length * n);
    }
}
