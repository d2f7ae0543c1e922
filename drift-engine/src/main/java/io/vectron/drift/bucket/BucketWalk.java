package io.vectron.drift.bucket;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Candidates;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.kernel.Selection;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.rabitq.BlockFormat;
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
    /** Buckets visited at first: their best rows give the bound that spares most rows of the others a second look. */
    static final int FIRST_WAVE = 4;
    /** Buckets visited at a time, at most: the memory of all is read ahead. */
    static final int WAVE_MAX = 8;
    /** No row. */
    static final int NO_ROW = -1;

    /** Rows of the first wave that are compared by code before the others are held against the bound. */
    private static final int FIRST_ROWS = 32;
    /** Rows whose codes are asked for before the first of them is needed. */
    private static final int TOUCHED = 32;
    /** When a ranking of buckets is used up, it is extended to so many times the buckets. */
    private static final int GROWTH = 2;
    /** Buckets ranked at least. */
    private static final int RANKED_MIN = 16;
    /** What sorts behind all finite bounds is no row. */
    private static final float BOUND_MAX = Float.MAX_VALUE;

    private static final long NONE = Long.MAX_VALUE;

    private final BucketMap map;
    private final SlotTable slots;
    private final PreparedQuery query;
    private final ScanScratch scratch;
    private final CentroidIndex index;
    private final Aim aim;
    private final double queryLength;
    private final boolean isDot;
    private final boolean hasCopies;
    private int wanted;
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
        this.hasCopies = map.hasCopies();
        this.queryLength = isDot ? length(query.vector()) : 1;
        this.wanted = Math.clamp(aim.buckets(), RANKED_MIN, Math.max(RANKED_MIN, map.size()));
        scratch.endDistances();
        scratch.beginVisits(map.size());
        scratch.top.reset(aim.keep());
        scratch.scan.begin(index.rotation(), query.vector());
        scratch.ranking.clear();
        scratch.compared.clear();
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
        index.rank(scratch.scan, wanted, scratch.ranking);
        position = 0;
    }

    /** The nearest bucket that was not visited, packed with its distance; {@link #NONE} when all were. */
    private long next() {
        CentroidRanking ranking = scratch.ranking;
        while (visited < map.size()) {
            for (; position < ranking.size(); position++) {
                if (!scratch.isVisited(Packed.row(ranking.found.get(position)))) {
                    return ranking.found.get(position);
                }
            }
            wanted = (int) Math.min(map.size(), (long) wanted * GROWTH);
            rank();
        }
        return NONE;
    }

    /** Whether every bucket was visited. */
    boolean isOver() {
        return visited == map.size();
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

    /**
     * How many of the next buckets a rule expects enough of.
     *
     * @param least log of what is enough
     */
    int promising(StopRule rule, float unit, double least) {
        if (next() == NONE) {
            return 0;
        }
        CentroidRanking ranking = scratch.ranking;
        int n = 0;
        for (int i = position; i < ranking.size() && n < WAVE_MAX; i++) {
            long ranked = ranking.found.get(i);
            if (!scratch.isVisited(Packed.row(ranked))) {
                if (rule.score(outlook(ranked, visited + n, unit)) < least) {
                    break;
                }
                n++;
            }
        }
        return n;
    }

    /** What is known of a ranked bucket before it is visited. */
    StopRule.Outlook outlook(long ranked, int rank, float unit) {
        return new StopRule.Outlook(
                rank,
                relative(Packed.distance(ranked)) / unit,
                relative(nearest()) / unit,
                relative(threshold) / unit,
                map.live(Packed.row(ranked)) + map.copies(Packed.row(ranked)));
    }

    private float nearest() {
        return Packed.distance(scratch.ranking.found.get(0));
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
            visited++;
        }
        for (int i = 0; i < n; i++) {
            pull(Packed.row(scratch.wave[i]));
        }
        scratch.rows.clear();
        if (scratch.top.isFull()) {
            for (int i = 0; i < n; i++) {
                scan(scratch.wave[i]);
            }
            compare(0, scratch.rows.size());
        } else {
            scanFirst(n);
        }
    }

    private void pull(int bucket) {
        for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
            Segment segment = map.extentSegment(extent);
            segment.verifyCodes(map.extentGroup(extent));
            scratch.scan.pull(segment.memory(), map.extentHot(extent), map.extentLanes(extent));
        }
    }

    /** Turns the scan to a bucket. */
    private void centre(long ranked) {
        float distance = Packed.distance(ranked);
        float separation = isDot
                ? index.separation(scratch.scan.rotated(), Packed.row(ranked))
                : (float) Math.sqrt(Math.max(0, distance));
        scratch.scan.centre(distance, separation, aim.errors());
    }

    private void scan(long ranked) {
        int bucket = Packed.row(ranked);
        centre(ranked);
        for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
            int from = scratch.rows.size();
            int lanes = map.extentLanes(extent);
            scratch.scan.scan(
                    map.extentSegment(extent).memory(), map.extentHot(extent), lanes, 0, threshold, scratch.rows);
            number(extent, from);
            count(lanes);
        }
    }

    /** Turns lanes of an extent, collected from some index on, into numbers of rows. */
    private void number(int extent, int from) {
        int rows = map.extentRows(extent);
        int firstRow = map.extentFirstRow(extent);
        Candidates collected = scratch.rows;
        for (int i = from; i < collected.size(); i++) {
            long packed = collected.get(i);
            int lane = Packed.row(packed);
            int number = lane < rows ? firstRow + lane : map.copied(extent, lane - rows);
            collected.set(i, Packed.withRow(packed, number));
        }
    }

    private void count(int rows) {
        rowsScanned += rows;
        bytesRead += scratch.scan.bytes(rows);
    }

    /** Without a threshold: the best rows by their bounds are compared, then those that the threshold does not rule out. */
    private void scanFirst(int n) {
        int lanes = 0;
        for (int i = 0; i < n; i++) {
            lanes = computeBounds(scratch.wave[i], lanes);
        }
        int first = Math.max(FIRST_ROWS, aim.keep());
        float bound = lanes == 0 ? BOUND_MAX : Math.min(BOUND_MAX, Selection.bound(scratch.bounds, lanes, first));
        collect(n, bound);
        compare(0, scratch.rows.size());
        scratch.rows.clear();
        collect(n, Math.min(BOUND_MAX, threshold));
        compare(0, scratch.rows.size());
    }

    private int computeBounds(long ranked, int from) {
        int bucket = Packed.row(ranked);
        int lanes = from;
        centre(ranked);
        for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
            int rows = map.extentLanes(extent);
            scratch.ensureBounds(lanes + lanes(rows));
            scratch.scan.bounds(map.extentSegment(extent).memory(), map.extentHot(extent), rows, scratch.bounds, lanes);
            lanes += lanes(rows);
            count(rows);
        }
        return lanes;
    }

    private static int lanes(int rows) {
        return BlockFormat.blocks(rows) * BlockFormat.ROWS;
    }

    /** Collects the rows of the wave whose bounds are not above one, and that were not collected before. */
    private void collect(int n, float bound) {
        int lanes = 0;
        for (int i = 0; i < n; i++) {
            int bucket = Packed.row(scratch.wave[i]);
            for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
                int from = scratch.rows.size();
                int end = lanes + lanes(map.extentLanes(extent));
                scratch.rows.moveUpTo(scratch.bounds, lanes, end, bound, 0);
                number(extent, from);
                lanes = end;
            }
        }
    }

    private void compare(int from, int to) {
        Candidates rows = scratch.rows;
        for (int at = from; at < to; at += TOUCHED) {
            int end = Math.min(to, at + TOUCHED);
            for (int i = at; i < end; i++) {
                int number = Packed.row(rows.get(i));
                if (Packed.distance(rows.get(i)) < threshold) {
                    int part = map.partOf(number);
                    touched += distances(part).touch(number - map.firstRow(part));
                }
            }
            for (int i = at; i < end; i++) {
                int number = Packed.row(rows.get(i));
                if (Packed.distance(rows.get(i)) < threshold && (!hasCopies || scratch.compared.add(number))) {
                    compare(number);
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
        if (distance < threshold && number != aim.skip() && isLive(part, row)) {
            NearestHeap top = scratch.top;
            var _ = top.offer(Packed.of(distance, number));
            if (top.isFull()) {
                threshold = Packed.distance(top.worst());
            }
        }
    }

    private boolean isLive(int part, int row) {
        Segment segment = map.parts().get(part).segment();
        // A copy may be of a row that was moved to a later segment.
        if (hasCopies && map.hasRetired(part) && map.isRetired(part, segment.groupOf(row))) {
            return false;
        }
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
        long[] ranking = new long[scratch.ranking.size()];
        Arrays.setAll(ranking, scratch.ranking.found::get);
        return ranking;
    }
}
