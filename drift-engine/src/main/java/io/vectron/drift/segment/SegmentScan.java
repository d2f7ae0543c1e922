package io.vectron.drift.segment;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.ScanTally;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * Searches one segment: buckets in the order of their centroids' distance, 8-bit codes first, the best of those exactly.
 * How far to go is the segment's {@link Calibration} to say; while fewer than k live rows were met it goes on.
 *
 * <p>Not thread-safe; one instance serves one search over all segments and reuses its arrays.
 */
public final class SegmentScan {
    private static final Kernels KERNELS = Kernels.ACTIVE;
    /** Beyond k, so many (or half of k) best rows by code are compared exactly: codes err by less than that. */
    private static final int RERANK_EXTRA = 16;

    /** Scanned whatever the calibration says: where nearly all neighbours lie in one bucket, a sample misses the rare rest. */
    private static final int BUCKETS_MIN = 3;

    private final PreparedQuery query;
    private final HitCollector hits;
    private final ScanTally tally;
    private final int dimension;
    private final NearestHeap best = new NearestHeap(1);
    private final float[] scale;
    private final float[] weights;
    private float[] lengths = new float[0];
    private float[] dots = new float[0];

    public SegmentScan(PreparedQuery query, HitCollector hits, ScanTally tally) {
        this.query = query;
        this.hits = hits;
        this.tally = tally;
        this.dimension = query.vector().length;
        this.scale = new float[dimension];
        this.weights = new float[dimension];
    }

    /** Searches a segment that the caller holds a reference of. */
    public void search(Segment segment) {
        if (query.isExact()) {
            searchExactly(segment);
        } else {
            searchByCodes(segment);
        }
    }

    private void searchExactly(Segment segment) {
        SegmentReader reader = segment.reader();
        int bucket = 0;
        for (; bucket < reader.buckets() && !stopsLate(); bucket++) {
            scanExactly(segment, reader, bucket);
        }
        tally.addBuckets(bucket, reader.buckets());
        tally.addRecall((double) bucket / reader.buckets(), segment.liveRows());
    }

    private boolean stopsLate() {
        if (query.isLate()) {
            tally.markLate();
            return true;
        }
        return false;
    }

    private void scanExactly(Segment segment, SegmentReader reader, int bucket) {
        int m = reader.rowsOf(bucket);
        int first = reader.firstRow(bucket);
        long cold = reader.cold(bucket);
        long vectors = cold + SegmentFormat.coldVectorsAt(m);
        MemorySegment map = reader.map();
        int compared = 0;
        for (int i = 0; i < m; i++) {
            if (segment.deaths().isLive(first + i, query.snapshot())) {
                float inverseNorm = map.get(SegmentReader.F32, cold + 4L * i);
                hits.offer(query.distance(map, vectors + 4L * dimension * i, inverseNorm), segment, first + i);
                compared++;
            }
        }
        tally.addRows(compared, 4L * dimension * compared);
    }

    private void searchByCodes(Segment segment) {
        SegmentReader reader = segment.reader();
        Calibration calibration = reader.calibration();
        int total = reader.buckets();
        long[] order = rankBuckets(reader);
        double nearest = separation(order[0]);
        double limit = calibration.limitFor(query.recall(), query.k());
        best.reset(query.k() + Math.max(RERANK_EXTRA, query.k() / 2));
        int scanned = 0;
        double score = 0;
        while (scanned < total
                && (scanned < BUCKETS_MIN || score <= limit || best.size() < query.k())
                && !stopsLate()) {
            scanCodes(segment, reader, order[scanned]);
            scanned++;
            score = scanned < total
                    ? calibration.score(separation(order[scanned]), nearest, scanned)
                    : Double.POSITIVE_INFINITY;
        }
        rerank(segment, reader);
        tally.addBuckets(scanned, total);
        double estimate = scanned == total ? 1 : calibration.recallBelow(score, query.k());
        tally.addRecall(score > limit ? Math.max(estimate, query.recall()) : estimate, segment.liveRows());
    }

    private double separation(long packed) {
        return Calibration.separation(query.metric(), Packed.distance(packed));
    }

    private long[] rankBuckets(SegmentReader reader) {
        float[] centroids = reader.centroids();
        int total = reader.buckets();
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
            order[b] = Packed.of(centroidDistance(centroids, b), b);
        }
        Arrays.sort(order);
        return order;
    }

    private float centroidDistance(float[] centroids, int bucket) {
        return query.metric() == Metric.DOT
                ? -KERNELS.dot(query.vector(), 0, centroids, bucket * dimension, dimension)
                : KERNELS.l2(query.vector(), 0, centroids, bucket * dimension, dimension);
    }

    /**
     * With q the query, c the centroid, r a row's decoded residual and s the scales: |q - c - r|^2 = |q - c|^2 - 2 (q - c).r
     * + |r|^2 and q.(c + r) = q.c + q.r, where x.r = sum over d of x[d] s[d] code[d]. So one product per row is all.
     */
    private void scanCodes(Segment segment, SegmentReader reader, long ranked) {
        int bucket = Packed.row(ranked);
        int m = reader.rowsOf(bucket);
        long hot = reader.hot(bucket);
        MemorySegment map = reader.map();
        if (dots.length < m) {
            dots = new float[m];
            lengths = new float[m];
        }
        MemorySegment.copy(map, SegmentReader.F32, hot, scale, 0, dimension);
        MemorySegment.copy(map, SegmentReader.F32, hot + SegmentFormat.hotLengthsAt(dimension), lengths, 0, m);
        boolean isDot = query.metric() == Metric.DOT;
        fillWeights(reader.centroids(), bucket * dimension, isDot);
        KERNELS.codeDots(weights, map, hot + SegmentFormat.hotCodesAt(dimension, m), dimension, m, dots);
        select(segment, reader.firstRow(bucket), m, Packed.distance(ranked), isDot);
        tally.addRows(m, (long) m * dimension);
    }

    private void fillWeights(float[] centroids, int at, boolean isDot) {
        float[] vector = query.vector();
        for (int d = 0; d < dimension; d++) {
            weights[d] = isDot ? vector[d] * scale[d] : (vector[d] - centroids[at + d]) * scale[d];
        }
    }

    private void select(Segment segment, int first, int m, float base, boolean isDot) {
        DeathTable deaths = segment.deaths();
        float threshold = best.isFull() ? Packed.distance(best.worst()) : Float.POSITIVE_INFINITY;
        for (int i = 0; i < m; i++) {
            float estimate = isDot ? base - dots[i] : base - 2 * dots[i] + lengths[i];
            if (estimate < threshold && deaths.isLive(first + i, query.snapshot())) {
                best.offer(Packed.of(estimate, first + i));
                threshold = best.isFull() ? Packed.distance(best.worst()) : Float.POSITIVE_INFINITY;
            }
        }
    }

    private void rerank(Segment segment, SegmentReader reader) {
        int n = best.size();
        while (best.size() > 0) {
            int row = Packed.row(best.pollWorst());
            float inverseNorm = reader.inverseNorm(row);
            hits.offer(query.distance(reader.map(), reader.vectorAt(row), inverseNorm), segment, row);
        }
        tally.addRows(0, 4L * dimension * n);
    }
}
