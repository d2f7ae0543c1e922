package io.vectron.drift.bucket;

import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.Team;
import io.vectron.drift.segment.RowGroup;
import io.vectron.drift.segment.RowSource;
import java.util.Arrays;
import java.util.List;

/**
 * Gives rows a second bucket: one that lies in another direction from the row than its own does, so that a query that misses
 * the row in its own bucket is likely to come by the other. Only the bits that are scanned are stored twice.
 *
 * <p>With r the row less its own centroid and r' the row less another, the second bucket is that with the least |r'|^2 + (&lt;r,r'&gt;
 * / |r|)^2 (Sun et al., SOAR: Improved Indexing for Approximate Nearest Neighbor Search, arXiv 2404.00774, lambda = 1).
 */
final class BoundaryCopies {
    /** The second bucket of a row is looked for among so many that are nearest to its own. */
    private static final int NEIGHBOURS = 512;

    private static final int[] NONE = {};
    private static final Kernels KERNELS = Kernels.ACTIVE;

    private final RowSource source;
    private final List<RowGroup> groups;
    private final int dimension;
    private final float[] centroids;

    private BoundaryCopies(RowSource source, List<RowGroup> groups, int dimension) {
        this.source = source;
        this.groups = groups;
        this.dimension = dimension;
        this.centroids = new float[groups.size() * dimension];
        for (int g = 0; g < groups.size(); g++) {
            System.arraycopy(groups.get(g).centroid(), 0, centroids, g * dimension, dimension);
        }
    }

    /** The same groups, each with copies of rows of others; of one bucket there is one group. */
    static List<RowGroup> add(RowSource source, List<RowGroup> groups, int dimension, Team team) {
        return groups.size() < 2 ? groups : new BoundaryCopies(source, groups, dimension).add(team);
    }

    private List<RowGroup> add(Team team) {
        Neighbourhoods neighbours = Neighbourhoods.of(centroids, groups.size(), dimension, NEIGHBOURS, team);
        int[][] second = new int[groups.size()][];
        team.forEach(groups.size(), g -> second[g] = second(groups.get(g), neighbours.of(g), neighbours.vectors(g)));
        int[] sizes = new int[groups.size()];
        for (int[] of : second) {
            for (int group : of) {
                sizes[group]++;
            }
        }
        int[][] copies = new int[groups.size()][];
        Arrays.setAll(copies, g -> new int[sizes[g]]);
        for (int g = 0; g < second.length; g++) {
            for (int i = 0; i < second[g].length; i++) {
                int to = second[g][i];
                copies[to][copies[to].length - sizes[to]--] = groups.get(g).rows()[i];
            }
        }
        RowGroup[] result = new RowGroup[groups.size()];
        Arrays.setAll(result, g -> groups.get(g).withCopies(copies[g]));
        return List.of(result);
    }

    /** The second group of each row of a group; none at all when no other was found. */
    private int[] second(RowGroup group, int[] neighbours, float[] vectors) {
        if (neighbours.length == 0) {
            return NONE;
        }
        int m = group.rows().length;
        // Centred on the group's own centroid: blocks hold r, and the products are those with the centroids less that
        // one.
        Panels panels = new Panels(vectors, neighbours.length, dimension, group.centroid());
        float[] squares = new float[neighbours.length];
        for (int i = 0; i < squares.length; i++) {
            squares[i] = KERNELS.l2(group.centroid(), 0, vectors, i * dimension, dimension);
        }
        float[] block = panels.newBlock();
        float[] products = panels.newScores();
        int[] second = new int[m];
        for (int from = 0; from < m; from += Panels.ROWS) {
            int rows = Math.min(Panels.ROWS, m - from);
            for (int i = 0; i < rows; i++) {
                source.copyRouting(group.rows()[from + i], dimension, block, i * dimension);
                panels.centre(block, i);
            }
            panels.negatedProducts(block, rows, products);
            for (int i = 0; i < rows; i++) {
                float own = KERNELS.dot(block, i * dimension, block, i * dimension, dimension);
                second[from + i] = neighbours[best(own, squares, products, i * panels.stride())];
            }
        }
        return second;
    }

    /**
     * Which neighbour has the least loss.
     *
     * @param own |r|^2
     * @param squares |v|^2 of each neighbour's centroid v less the own
     * @param negated -&lt;r,v&gt; from index at
     */
    private static int best(float own, float[] squares, float[] negated, int at) {
        int best = 0;
        float least = Float.POSITIVE_INFINITY;
        float factor = own > 0 ? 1 / own : 0;
        for (int i = 0; i < squares.length; i++) {
            float distance = own + 2 * negated[at + i] + squares[i];
            float product = own + negated[at + i];
            float loss = distance + product * product * factor;
            if (loss < least) {
                least = loss;
                best = i;
            }
        }
        return best;
    }
}
