package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.data.Dataset;
import io.vectron.benchmarks.data.DatasetException;
import io.vectron.benchmarks.data.Neighbors;
import java.util.Arrays;

/**
 * What is right: a row that is no farther from a query than the last of its k true neighbours. So whichever of equally near rows
 * is found counts.
 *
 * @param source where the true neighbours are from
 * @param bounds per query how far rows may be
 */
@SuppressWarnings("ArrayRecordComponent") // nothing compares it
record Truth(String source, ExactDistance distance, int k, double[] bounds) {
    /** Queries whose true neighbours are computed although they are given: a block, whose cost is that of a few. */
    private static final int CHECKED_QUERIES = ExactNeighbors.BLOCK_QUERIES;

    /**
     * From what a data set holds, when that is of k neighbours or more and stands a test; computed otherwise.
     *
     * @throws DatasetException when what it holds is not the truth
     */
    static Truth of(Dataset dataset, ExactDistance distance, int k, int threads) {
        if (dataset.truth().isPresent() && dataset.truth().get().width() >= k) {
            Neighbors given = dataset.truth().get();
            check(given, distance, k, threads);
            return of(given, distance, k);
        }
        return of(ExactNeighbors.find(distance, k, threads), distance, k);
    }

    private static Truth of(Neighbors neighbors, ExactDistance distance, int k) {
        double[] bounds = new double[distance.queries().rows()];
        for (int query = 0; query < bounds.length; query++) {
            bounds[query] = distance.upTo(farthest(neighbors, distance, query, k));
        }
        return new Truth(neighbors.source(), distance, k, bounds);
    }

    private static double farthest(Neighbors neighbors, ExactDistance distance, int query, int k) {
        double farthest = Double.NEGATIVE_INFINITY;
        for (int place = 0; place < k; place++) {
            farthest = Math.max(farthest, distance.of(query, neighbors.id(query, place)));
        }
        return farthest;
    }

    private static void check(Neighbors given, ExactDistance distance, int k, int threads) {
        ExactDistance some = new ExactDistance(
                distance.metric(), distance.base(), distance.queries().first(CHECKED_QUERIES));
        Neighbors computed = ExactNeighbors.find(some, k, threads);
        for (int query = 0; query < some.queries().rows(); query++) {
            double is = farthest(computed, some, query, k);
            double said = farthest(given, some, query, k);
            if (said > some.upTo(is)) {
                throw new DatasetException(given.source() + " is not the truth under the metric " + distance.metric()
                        + ": the farthest of " + k + " neighbours of query " + query + " is said to be at " + said
                        + ", and is at " + is + " (--metric says another metric)");
            }
        }
    }

    /**
     * The share of true neighbours among what was found.
     *
     * @param ids [queries x k] row numbers, -1 where nothing was found; a row counts once
     */
    double recall(int[] ids) {
        if (ids.length != bounds.length * k) {
            throw new IllegalStateException(
                    ids.length + " rows were found, expected " + k + " for each of " + bounds.length + " queries");
        }
        long right = 0;
        for (int query = 0; query < bounds.length; query++) {
            int[] found = Arrays.copyOfRange(ids, query * k, (query + 1) * k);
            Arrays.sort(found);
            for (int i = 0; i < k; i++) {
                boolean isNew = i == 0 || found[i] != found[i - 1];
                if (isNew && isRight(query, found[i])) {
                    right++;
                }
            }
        }
        return (double) right / ids.length;
    }

    private boolean isRight(int query, int row) {
        if (row >= distance.base().rows() || row < -1) {
            throw new IllegalStateException("row " + row + " was found for query " + query + ", there are "
                    + distance.base().rows());
        }
        return row >= 0 && distance.of(query, row) <= bounds[query];
    }
}
