package io.vectron.drift.bucket;

import io.vectron.drift.codec.FloatBlock;
import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.ScanTally;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.slot.SlotTable;

/**
 * Searches the buckets of one version: a {@link BucketWalk} for as long as the {@link Calibration} says, then the best rows
 * exactly. While fewer live rows were met than it keeps it goes on.
 *
 * <p>Not thread-safe; one instance serves one search.
 */
public final class BucketScan {
    /**
     * Beyond k, so many (or an eighth of k) best rows by code are compared exactly: codes err by a few thousandths of a
     * distance, the next row is about a hundredth farther.
     */
    private static final int KEPT_EXTRA = 3;

    private final BucketMap map;
    private final Calibration calibration;
    private final SlotTable slots;
    private final PreparedQuery query;
    private final HitCollector hits;
    private final ScanTally tally;

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
    }

    /** Rows that are kept by code, for k to be found exactly among them. */
    static int kept(int k) {
        int ranked = Calibration.ranked(k);
        return ranked + Math.max(KEPT_EXTRA, ranked / 8);
    }

    /** Offers the rows nearest to the query that live in its snapshot. */
    public void search() {
        if (map.size() == 0) {
            return;
        }
        if (query.isExact()) {
            searchExactly();
            return;
        }
        ScanScratch scratch = ScanScratch.take(map.dimension());
        try {
            searchByCodes(scratch);
        } finally {
            scratch.giveBack();
        }
    }

    private boolean stopsLate() {
        if (query.isLate()) {
            tally.markLate();
            return true;
        }
        return false;
    }

    private void searchExactly() {
        float[] exact = new float[map.dimension()];
        int bucket = 0;
        for (; bucket < map.size() && !stopsLate(); bucket++) {
            for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
                scanExactly(map.extentSegment(extent), map.extentGroup(extent), exact);
            }
        }
        tally.addBuckets(bucket, map.size());
        tally.addRecall((double) bucket / map.size(), map.rows());
    }

    private void scanExactly(Segment segment, int group, float[] exact) {
        int first = segment.firstRow(group);
        FloatBlock vectors = segment.vectors(group);
        int compared = 0;
        for (int row = first; row < first + segment.rowsOf(group); row++) {
            if (slots.isLive(segment.slot(row), segment.sequence(row), query.snapshot())) {
                vectors.copyRow(row - first, exact, 0);
                hits.offer(query.distance(exact, 0, segment.inverseNorm(row)), segment, row);
                compared++;
            }
        }
        tally.addRows(compared, 4L * exact.length * compared);
    }

    private void searchByCodes(ScanScratch scratch) {
        Calibration.Plan plan = calibration.plan(query.recall(), query.k());
        BucketWalk walk = new BucketWalk(
                map,
                slots,
                query,
                scratch,
                new BucketWalk.Aim(
                        kept(query.k()), Calibration.errors(query.recall()), plan.buckets(), BucketWalk.NO_ROW));
        boolean isLate = stopsLate();
        int next = BucketWalk.FIRST_WAVE;
        while (!isLate && next > 0) {
            walk.visit(next);
            isLate = !walk.isOver() && stopsLate();
            next = next(walk, plan);
        }
        tally.addBuckets(walk.visited(), map.size());
        tally.addRecall(estimate(walk, plan, isLate), map.rows());
        walk.rerank((distance, segment, row, number) -> hits.offer(distance, segment, row));
        tally.addRows(walk.rowsScanned(), walk.bytesRead());
    }

    /** How many buckets are to be visited next. */
    private int next(BucketWalk walk, Calibration.Plan plan) {
        if (walk.isOver()) {
            return 0;
        }
        StopRule rule = plan.rule();
        return rule == null || !walk.top().isFull()
                ? BucketWalk.WAVE_MAX
                : walk.promising(rule, calibration.unit(), plan.threshold());
    }

    private double estimate(BucketWalk walk, Calibration.Plan plan, boolean isLate) {
        double share = (double) walk.visited() / map.size();
        if (!isLate || share == 1) {
            return walk.isOver() ? 1 : plan.recall();
        }
        // Cut off: neighbours are not spread evenly, but nothing less is sure.
        return Math.min(plan.recall(), share);
    }
}
