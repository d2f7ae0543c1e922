package io.vectron.drift.memtable;

import io.vectron.drift.kernel.LongMinHeap;
import io.vectron.drift.kernel.NearestHeap;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;

/** What one walk through a graph needs; pooled, for the visited set is large. Not thread-safe. */
final class GraphScratch {
    private static final int POOLED_MAX = 32;
    private static final ArrayBlockingQueue<GraphScratch> POOL = new ArrayBlockingQueue<>(POOLED_MAX);

    final LongMinHeap frontier = new LongMinHeap(256);
    final NearestHeap best = new NearestHeap(1);
    private long[] visited = new long[0];

    static GraphScratch take() {
        GraphScratch pooled = POOL.poll();
        return pooled != null ? pooled : new GraphScratch();
    }

    void giveBack() {
        // A full pool drops the scratch: the collector takes it.
        boolean isKept = POOL.offer(this);
        assert isKept || POOL.remainingCapacity() >= 0;
    }

    /** Empties everything for a walk over so many rows that keeps so many. */
    void reset(int rows, int keep) {
        int words = (rows + 63) >>> 6;
        if (visited.length < words) {
            visited = new long[words + (words >>> 1)];
        } else {
            Arrays.fill(visited, 0, words, 0L);
        }
        frontier.clear();
        best.reset(keep);
    }

    /** Marks a row; false when it was marked before or lies beyond the rows of this walk. */
    boolean visit(int row) {
        int word = row >>> 6;
        long bit = 1L << row;
        if (word >= visited.length || (visited[word] & bit) != 0) {
            return false;
        }
        visited[word] |= bit;
        return true;
    }
}
