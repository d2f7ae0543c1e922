package io.vectron.drift.bucket;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Candidates;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.segment.CodeDistances;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.slot.SlotTable;
import java.util.Arrays;

/**
 * One query's way through the buckets, nearest first, a few at a time. Rows are scanned by one bit a dimension; those whose
 * lower bound does not rule them out are compared by their 8-bit codes, and the best of these that live are kept.
 *
 * <p>Not thread-safe; the scratch is the caller's, for as long as the walk.
 */
final class BucketWalk {
    /**
     * Buckets visited at a time: the memory of all is read ahead, and the best rows of the first few give the bound that
     * spares most rows of the others a second look.
     */
    static final int WAVE = 4;

    static final int WAVE_MAX = 8;
    /** No row. */
    static final int NO_ROW = -1;

    /** Rows of the first wave that are compared by code before the others are held against the bound. */
    private static final int FIRST_ROWS = 32;
    /** Rows whose codes are asked for before the first of them is needed. */
    private static final int TOUCHED = 32;
    /** When a ranking of buckets is used up, one of so many times the buckets is made. */
    private static final int GROWTH = 4;

    /** Buckets ranked at least: of fewer the order is less sure than that which was measured. */
    private static final int RANKED_MIN = 48;

    private static final long NONE = Long.MAX_VALUE;

    private final BucketMap map;
    private final SlotTable slots;
    private final PreparedQuery query;
    private final ScanScratch scratch;
    private final CentroidIndex index;
    private final Aim aim;
    private final double queryLength;
    private final boolean isDot;
    private int wanted;
    private boolean isAllRanked;
    private int position;
    private int visited;
    private float threshold = Float.POSITIVE_INFINITY;
    private long rowsScanned;
    private long bytesRead;
    private long touched;

    /**
     * What a walk is after.
     *
     * @param keep rows kept
     * @param errors how many times its error a row's bound lies below its estimate
     * @param buckets that it will hardly exceed
     * @param skip number of a row that counts as not there; {@link #NO_ROW} for none
     */
    record Aim(int keep, float errors, int buckets, int skip) {}

    BucketWalk(BucketMap map, SlotTable slots, PreparedQuery query, ScanScratch scratch, Aim aim) {
        this.map = map;
        this.slots = slots;
        this.query = query;
        this.scratch = scratch;
        this.index = map.index();
        this.aim = aim;
        this.isDot = query.metric() == Metric.DOT;
        this.queryLength = isDot ? length(query.vector()) : 1;
        this.wanted = Math.clamp(aim.buckets(), RANKED_MIN, Math.max(RANKED_MIN, map.size()));
        scratch.endDistances();
        scratch.beginVisits(map.size());
        scratch.top.reset(aim.keep());
        scratch.scan.begin(index.rotation(), query.vector());
        rank();
    }

    private static double length(float[] vector) {
        double squares = 0;
        for (float value : vector) {
            squares += (double) value * value;
        }
        return Math.sqrt(squares);
    }

    private void rank() {
        index.nearest(scratch.scan, wanted, scratch.work, scratch.ranked);
        isAllRanked = index.isAll(wanted);
        position = 0;
    }

    /** The nearest bucket that was not visited, packed with its distance; {@link #NONE} when all were. */
    private long next() {
        while (true) {
            Candidates ranked = scratch.ranked;
            for (; position < ranked.size(); position++) {
                if (!scratch.isVisited(Packed.row(ranked.get(position)))) {
                    return ranked.get(position);
                }
            }
            if (isAllRanked) {
                return NONE;
            }
            wanted = (int) Math.min(map.size(), (long) wanted * GROWTH);
            rank();
        }
    }

    /** Whether every bucket was visited. */
    boolean isOver() {
        return next() == NONE;
    }

    /** Buckets visited. */
    int visited() {
        return visited;
    }

    /** The best rows so far, packed with their distance by code. */
    NearestHeap top() {
        return scratch.top;
    }

    long rowsScanned() {
        return rowsScanned;
    }

    long bytesRead() {
        return bytesRead;
    }

    /** The log of the number of rows wanted that a rule expects in the next bucket; there must be one. */
    double nextScore(StopRule rule, float unit) {
        return rule.score(outlook(next(), visited, unit));
    }

    /** What is known of a ranked bucket before it is visited. */
    StopRule.Outlook outlook(long ranked, int rank, float unit) {
        return new StopRule.Outlook(
                rank,
                relative(Packed.distance(ranked)) / unit,
                relative(nearest()) / unit,
                relative(threshold) / unit,
                map.live(Packed.row(ranked)));
    }

    private float nearest() {
        return Packed.distance(scratch.ranked.get(0));
    }

    /** A distance in the form that rules are made for. */
    double relative(float distance) {
        return Calibration.relative(query.metric(), distance, queryLength);
    }

    /** Visits the next buckets; at most {@link #WAVE_MAX}. */
    void visit(int buckets) {
        int n = 0;
        for (; n < buckets; n++) {
            long ranked = next();
            if (ranked == NONE) {
                break;
            }
            scratch.wave[n] = ranked;
            scratch.markVisited(Packed.row(ranked));
        }
        for (int i = 0; i < n; i++) {
            pull(Packed.row(scratch.wave[i]));
        }
        scratch.rows.clear();
        for (int i = 0; i < n; i++) {
            scan(scratch.wave[i]);
        }
        visited += n;
        refine();
    }

    private void pull(int bucket) {
        for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
            Segment segment = map.extentSegment(extent);
            segment.verifyCodes(map.extentGroup(extent));
            scratch.scan.pull(segment.memory(), map.extentHot(extent), map.extentRows(extent));
        }
    }

    private void scan(long ranked) {
        int bucket = Packed.row(ranked);
        float distance = Packed.distance(ranked);
        float separation =
                isDot ? index.separation(scratch.scan.rotated(), bucket) : (float) Math.sqrt(Math.max(0, distance));
        scratch.scan.centre(distance, separation, aim.errors());
        for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
            int rows = map.extentRows(extent);
            scratch.scan.scan(
                    map.extentSegment(extent).memory(),
                    map.extentHot(extent),
                    rows,
                    map.extentFirstRow(extent),
                    threshold,
                    scratch.rows);
            rowsScanned += rows;
            bytesRead += scratch.scan.bytes(rows);
        }
    }

    /** Compares the rows that the scan has left by their codes. */
    private void refine() {
        Candidates rows = scratch.rows;
        int first = 0;
        if (!scratch.top.isFull()) {
            first = Math.min(rows.size(), Math.max(FIRST_ROWS, aim.keep()));
            rows.moveBestToFront(first);
            compare(0, first);
        }
        compare(first, rows.size());
    }

    private void compare(int from, int to) {
        Candidates rows = scratch.rows;
        for (int at = from; at < to; at += TOUCHED) {
            int end = Math.min(to, at + TOUCHED);
            for (int i = at; i < end; i++) {
                if (Packed.distance(rows.get(i)) < threshold) {
                    int part = map.partOf(Packed.row(rows.get(i)));
                    touched += distances(part).touch(Packed.row(rows.get(i)) - map.firstRow(part));
                }
            }
            for (int i = at; i < end; i++) {
                if (Packed.distance(rows.get(i)) < threshold) {
                    compare(Packed.row(rows.get(i)));
                }
            }
        }
    }

    private CodeDistances distances(int part) {
        CodeDistances distances = scratch.distances(part);
        if (!distances.isBegun()) {
            distances.begin(query, map.parts().get(part).segment());
        }
        return distances;
    }

    private void compare(int number) {
        int part = map.partOf(number);
        int row = number - map.firstRow(part);
        float distance = scratch.distances(part).distance(row);
        bytesRead += map.dimension();
        if (distance < threshold
                && number != aim.skip()
                && isLive(map.parts().get(part).segment(), row)) {
            NearestHeap top = scratch.top;
            var _ = top.offer(Packed.of(distance, number));
            if (top.isFull()) {
                threshold = Packed.distance(top.worst());
            }
        }
    }

    private boolean isLive(Segment segment, int row) {
        return segment.isAllLive() || slots.isLive(segment.slot(row), segment.sequence(row), query.snapshot());
    }

    /** Empties {@link #top}, best by code first, into exact distances, for whoever takes them. */
    void rerank(Exact exact) {
        long[] best = scratch.top.drainBestFirst();
        for (long packed : best) {
            int part = map.partOf(Packed.row(packed));
            touched += map.parts().get(part).segment().touchVector(Packed.row(packed) - map.firstRow(part));
        }
        for (long packed : best) {
            int part = map.partOf(Packed.row(packed));
            int row = Packed.row(packed) - map.firstRow(part);
            Segment segment = map.parts().get(part).segment();
            segment.copyVector(row, scratch.exact, 0);
            exact.row(query.distance(scratch.exact, 0, segment.inverseNorm(row)), segment, row, Packed.row(packed));
        }
        bytesRead += 4L * map.dimension() * best.length;
    }

    /** Takes a row's exact distance. */
    @FunctionalInterface
    interface Exact {
        void row(float distance, Segment segment, int row, int number);
    }

    /** Something that depends on all that was read ahead. */
    long touched() {
        return touched;
    }

    /** The ranking that the walk follows. */
    long[] ranking() {
        long[] ranking = new long[scratch.ranked.size()];
        Arrays.setAll(ranking, scratch.ranked::get);
        return ranking;
    }
}
