package io.vectron.drift.bucket;

import io.vectron.drift.kernel.Candidates;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.kernel.Selection;
import io.vectron.drift.rabitq.BlockFormat;
import java.util.Arrays;

/**
 * What a {@link CentroidIndex} finds out for one query: estimates of some centroids' distances, and the exact distances of those
 * that are nearest by estimate. Used again for other queries; not thread-safe.
 */
final class CentroidRanking {
    /** Exact distances, sorted. */
    final Candidates found = new Candidates();
    /** How many of the found are ranked as surely as was asked for. */
    int wanted;
    /** Cells in the order that they are looked into. */
    final Candidates order = new Candidates();
    /** How many were looked into; -1 before they are ordered. */
    int cells;
    /** Members of these. */
    int members;
    /** By lane; infinite where there is no centroid, or one that was found. */
    float[] estimates = new float[1024];

    private int[] centroidOf = new int[1024];
    private int lanes;

    void clear() {
        found.clear();
        order.clear();
        wanted = 0;
        cells = -1;
        members = 0;
        lanes = 0;
    }

    /** Centroids in order that may be relied on. */
    int size() {
        return Math.min(wanted, found.size());
    }

    /** Makes lanes for a cell's members; returns the first. */
    int add(int[] centroids, int from, int size) {
        int first = lanes;
        lanes += BlockFormat.blocks(size) * BlockFormat.ROWS;
        if (lanes > estimates.length) {
            estimates = Arrays.copyOf(estimates, 2 * lanes);
            centroidOf = Arrays.copyOf(centroidOf, 2 * lanes);
        }
        System.arraycopy(centroids, from, centroidOf, first, size);
        members += size;
        return first;
    }

    /** Moves about so many of the best estimates to the found. */
    void moveBest(int n) {
        if (n <= 0 || lanes == 0) {
            return;
        }
        float bound = Selection.bound(estimates, lanes, n);
        int from = found.size();
        found.moveUpTo(estimates, 0, lanes, Math.min(bound, Float.MAX_VALUE), 0);
        for (int i = from; i < found.size(); i++) {
            found.set(i, Packed.of(Packed.distance(found.get(i)), centroidOf[Packed.row(found.get(i))]));
        }
    }
}
