package io.vectron.drift.memtable;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Packed;
import java.util.Arrays;

/**
 * Chooses neighbours that lie in different directions (arXiv 1603.09320, algorithm 4): a candidate is taken when it is
 * nearer to the node than to every neighbour taken before. Belongs to one inserting thread.
 */
final class LinkSelection {
    private final Nodes nodes;
    private final Metric metric;
    private final long[] sorted;
    private final int[] rows;
    private final float[] distances;

    LinkSelection(Nodes nodes, Metric metric, int capacity) {
        this.nodes = nodes;
        this.metric = metric;
        this.sorted = new long[capacity];
        this.rows = new int[capacity];
        this.distances = new float[capacity];
    }

    /** Selects at most limit of the packed candidates, which come nearest first; returns how many. */
    int select(long[] candidates, int n, int limit) {
        int count = 0;
        for (int i = 0; i < n && count < limit; i++) {
            int row = Packed.row(candidates[i]);
            float distance = Packed.distance(candidates[i]);
            if (isDiverse(row, distance, count)) {
                rows[count] = row;
                distances[count] = distance;
                count++;
            }
        }
        return count;
    }

    /** Selects again among a node's full list and one more neighbour. */
    int reselect(int node, int[] list, int from, int count, int extra, float extraDistance, int limit) {
        for (int i = 0; i < count; i++) {
            int row = list[from + i];
            sorted[i] = Packed.of(between(node, row), row);
        }
        sorted[count] = Packed.of(extraDistance, extra);
        Arrays.sort(sorted, 0, count + 1);
        return select(sorted, count + 1, limit);
    }

    int row(int i) {
        return rows[i];
    }

    float distance(int i) {
        return distances[i];
    }

    private boolean isDiverse(int row, float distance, int count) {
        for (int i = 0; i < count; i++) {
            if (between(row, rows[i]) < distance) {
                return false;
            }
        }
        return true;
    }

    private float between(int a, int b) {
        return switch (metric) {
            case L2 -> nodes.l2(a, b);
            case COSINE -> -nodes.dot(a, b) * nodes.inverseNorm(a) * nodes.inverseNorm(b);
            case DOT -> -nodes.dot(a, b);
        };
    }
}
