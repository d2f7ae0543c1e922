package io.vectron.drift.bucket;

import io.vectron.drift.kernel.Candidates;
import io.vectron.drift.kernel.IntSet;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.rabitq.BlockScan;
import io.vectron.drift.rabitq.Rotation;
import io.vectron.drift.segment.CodeDistances;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/** What one search of buckets needs; pooled, so that a search allocates nothing but its result. Not thread-safe. */
final class ScanScratch {
    private static final int POOLED_MAX = 32;
    private static final ConcurrentHashMap<Integer, ArrayBlockingQueue<ScanScratch>> POOLS = new ConcurrentHashMap<>();

    final BlockScan scan;
    final float[] exact;
    final Candidates rows = new Candidates();
    /** Rows that were compared by code: a copy may come by again. */
    final IntSet compared = new IntSet();

    final CentroidRanking ranking = new CentroidRanking();
    /** Bounds of the rows of a wave, lane by lane. */
    float[] bounds = new float[1024];

    final NearestHeap top = new NearestHeap(1);
    final long[] wave = new long[BucketWalk.WAVE_MAX];
    private final int dimension;
    private final List<CodeDistances> distances = new ArrayList<>();
    private int[] visits = {};
    private int visit;

    private ScanScratch(int dimension) {
        this.dimension = dimension;
        this.scan = new BlockScan(Rotation.padded(dimension));
        this.exact = new float[dimension];
    }

    private static ArrayBlockingQueue<ScanScratch> pool(int dimension) {
        ArrayBlockingQueue<ScanScratch> known = POOLS.get(dimension);
        return known != null ? known : POOLS.computeIfAbsent(dimension, any -> new ArrayBlockingQueue<>(POOLED_MAX));
    }

    static ScanScratch take(int dimension) {
        ScanScratch pooled = pool(dimension).poll();
        return pooled != null ? pooled : new ScanScratch(dimension);
    }

    void giveBack() {
        distances.forEach(CodeDistances::end);
        // A full pool drops the scratch: the collector takes it.
        var _ = pool(dimension).offer(this);
    }

    /** Forgets which buckets were visited, of so many. */
    void beginVisits(int buckets) {
        if (visits.length < buckets) {
            visits = new int[buckets + buckets / 2];
            visit = 0;
        }
        if (++visit < 0) {
            Arrays.fill(visits, 0);
            visit = 1;
        }
    }

    boolean isVisited(int bucket) {
        return visits[bucket] == visit;
    }

    void markVisited(int bucket) {
        visits[bucket] = visit;
    }

    /** Makes room for so many bounds. */
    void ensureBounds(int lanes) {
        if (bounds.length < lanes) {
            bounds = Arrays.copyOf(bounds, 2 * lanes);
        }
    }

    /** Distances for the part at an index. */
    CodeDistances distances(int part) {
        while (distances.size() <= part) {
            distances.add(new CodeDistances(dimension));
        }
        return distances.get(part);
    }

    /** Turns all distances away from the segments of an earlier search. */
    void endDistances() {
        distances.forEach(CodeDistances::end);
    }
}
