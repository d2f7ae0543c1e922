package io.vectron.drift.bucket;

import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.kernel.Team;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * For each of some centroids those that are nearest to it. Work that compares rows with all centroids grows with the product
 * of both; a row that is near a centroid needs to be compared with that one's neighbours only.
 *
 * <p>Immutable.
 */
final class Neighbourhoods {
    /** Up to so many are compared with one another. */
    private static final int COMPARED_MAX = 8192;

    private static final int STRETCH = 64;
    private static final int CELL_ITERATIONS = 4;
    /** Cells whose members are candidates, beside the own. */
    private static final int CELLS_LOOKED_INTO = 24;

    private final float[] centroids;
    private final int count;
    private final int dimension;
    private final int[][] neighbours;

    private Neighbourhoods(float[] centroids, int count, int dimension) {
        this.centroids = centroids;
        this.count = count;
        this.dimension = dimension;
        this.neighbours = new int[count][];
    }

    /**
     * Finds the neighbours.
     *
     * @param centroids [count x dimension], row-major, at least two
     * @param n neighbours of each, or all others should there be fewer
     */
    static Neighbourhoods of(float[] centroids, int count, int dimension, int n, Team team) {
        Neighbourhoods found = new Neighbourhoods(centroids, count, dimension);
        int[] all = new int[count];
        Arrays.setAll(all, i -> i);
        if (count <= COMPARED_MAX) {
            Panels panels = Panels.of(centroids, count, dimension);
            team.forEachStretch(
                    count, STRETCH, (from, to) -> found.find(Arrays.copyOfRange(all, from, to), all, panels, n));
        } else {
            found.findByCells(n, team);
        }
        return found;
    }

    /** Of many centroids only those in cells nearby are compared: work that grows by count^1.5, not its square. */
    private void findByCells(int n, Team team) {
        int cells = (int) Math.sqrt(count);
        Centroids trained =
                Centroids.train(centroids, count, dimension, cells, CELL_ITERATIONS, new SplittableRandom(count));
        int[] cellOf = new int[count];
        trained.panels()
                .findNearest(
                        count,
                        (i, target, at) -> System.arraycopy(centroids, i * dimension, target, at, dimension),
                        cellOf,
                        team);
        int[][] members = new int[cells][];
        for (int cell = 0; cell < cells; cell++) {
            int wanted = cell;
            members[cell] =
                    IntStream.range(0, count).filter(i -> cellOf[i] == wanted).toArray();
        }
        Neighbourhoods ofCells = of(trained.values(), cells, dimension, CELLS_LOOKED_INTO, team);
        team.forEach(cells, cell -> {
            if (members[cell].length > 0) {
                int[] candidates = IntStream.concat(IntStream.of(cell), IntStream.of(ofCells.of(cell)))
                        .flatMap(near -> IntStream.of(members[near]))
                        .toArray();
                float[] vectors = gather(candidates);
                find(members[cell], candidates, Panels.of(vectors, candidates.length, dimension), n);
            }
        });
    }

    private float[] gather(int[] which) {
        float[] vectors = new float[which.length * dimension];
        for (int i = 0; i < which.length; i++) {
            System.arraycopy(centroids, which[i] * dimension, vectors, i * dimension, dimension);
        }
        return vectors;
    }

    /** Finds the nearest candidates of some centroids, without themselves. */
    private void find(int[] which, int[] candidates, Panels panels, int n) {
        NearestHeap nearest = new NearestHeap(n);
        panels.forEachBlock(
                which.length,
                (i, target, at) -> System.arraycopy(centroids, which[i] * dimension, target, at, dimension),
                (first, rows, scores) -> {
                    for (int i = 0; i < rows; i++) {
                        int centroid = which[first + i];
                        nearest.reset(Math.min(n, candidates.length - 1));
                        offer(centroid, candidates, scores, i * panels.stride(), nearest);
                        neighbours[centroid] = Arrays.stream(nearest.drainBestFirst())
                                .mapToInt(Packed::row)
                                .toArray();
                    }
                });
    }

    private static void offer(int centroid, int[] candidates, float[] scores, int at, NearestHeap nearest) {
        float bound = Float.POSITIVE_INFINITY;
        for (int c = 0; c < candidates.length; c++) {
            float score = scores[at + c];
            if (score <= bound && candidates[c] != centroid) {
                var _ = nearest.offer(Packed.of(score, candidates[c]));
                bound = nearest.isFull() ? Packed.distance(nearest.worst()) : bound;
            }
        }
    }

    /** The neighbours of a centroid, nearest first, without itself. Not to be changed. */
    int[] of(int centroid) {
        return neighbours[centroid];
    }

    /** Copies the vectors of the neighbours of a centroid, [neighbours x dimension]. */
    float[] vectors(int centroid) {
        return gather(neighbours[centroid]);
    }

    /**
     * Moves rows to the nearest among the centroid that they have and its neighbours.
     *
     * @param rows n of them
     * @param nearest [n] centroid of each row, changed
     */
    void move(int n, Panels.Rows rows, int[] nearest, Team team) {
        int[] from = new int[count + 1];
        for (int centroid : nearest) {
            from[centroid + 1]++;
        }
        for (int c = 0; c < count; c++) {
            from[c + 1] += from[c];
        }
        int[] next = from.clone();
        int[] sorted = new int[n];
        for (int row = 0; row < n; row++) {
            sorted[next[nearest[row]]++] = row;
        }
        team.forEach(count, c -> move(c, Arrays.copyOfRange(sorted, from[c], from[c + 1]), rows, nearest));
    }

    private void move(int centroid, int[] members, Panels.Rows rows, int[] nearest) {
        if (members.length == 0) {
            return;
        }
        int[] of = neighbours[centroid];
        float[] own = Arrays.copyOfRange(centroids, centroid * dimension, (centroid + 1) * dimension);
        float[] vectors = Arrays.copyOf(own, (of.length + 1) * dimension);
        System.arraycopy(vectors(centroid), 0, vectors, dimension, of.length * dimension);
        new Panels(vectors, of.length + 1, dimension, own)
                .forEachNearest(
                        members.length,
                        (i, target, at) -> rows.copy(members[i], target, at),
                        (i, found) -> nearest[members[i]] = found == 0 ? centroid : of[found - 1]);
    }
}
