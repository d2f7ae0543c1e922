package io.vectron.benchmarks.ann;

import io.vectron.benchmarks.data.Neighbors;
import io.vectron.benchmarks.data.VectorFile;
import io.vectron.drift.Metric;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The true nearest rows of queries, by comparing each with every row. Floats choose some more than are wanted, doubles the
 * nearest of those.
 *
 * <p>Queries go in blocks, turned so that one component of all of them lies together: a component of a row then meets a whole
 * block in one loop that the compiler makes vectors of. Rows go in tiles that stay in the cache while all blocks of a thread
 * pass by.
 *
 * <p>Concurrency: each thread has blocks of its own.
 */
final class ExactNeighbors {
    static final int BLOCK_QUERIES = 64;
    private static final int TILE_BYTES = 256 << 10;
    /** Floats may put rows that are this many places apart in the wrong order, not more. */
    private static final int SPARE = 32;

    private final ExactDistance distance;
    private final int k;
    private final float[] rowScales;
    private final int[] ids;

    private ExactNeighbors(ExactDistance distance, int k) {
        this.distance = distance;
        this.k = k;
        this.rowScales = rowScales(distance);
        this.ids = new int[distance.queries().rows() * k];
    }

    /**
     * Finds them.
     *
     * @param k at most the number of rows
     */
    static Neighbors find(ExactDistance distance, int k, int threads) {
        ExactNeighbors exact = new ExactNeighbors(distance, k);
        exact.findAll(threads);
        return new Neighbors(
                "computed from all rows", exact.ids, distance.queries().rows(), k);
    }

    /** What inner products are divided by: lengths under cosine, for which those of queries do not matter. */
    private static float[] rowScales(ExactDistance distance) {
        VectorFile base = distance.base();
        float[] scales = new float[base.rows()];
        Arrays.fill(scales, 1);
        if (distance.metric() == Metric.COSINE) {
            for (int row = 0; row < scales.length; row++) {
                double squares = 0;
                for (int at = row * base.dimension(); at < (row + 1) * base.dimension(); at++) {
                    squares += (double) base.values()[at] * base.values()[at];
                }
                scales[row] = (float) (1 / Math.sqrt(squares));
            }
        }
        return scales;
    }

    private void findAll(int threads) {
        int blocks = Math.ceilDiv(distance.queries().rows(), BLOCK_QUERIES);
        try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
            List<? extends Future<?>> futures = IntStream.range(0, threads)
                    .mapToObj(thread -> pool.submit(() -> findShare(IntStream.range(0, blocks)
                            .filter(block -> block % threads == thread)
                            .mapToObj(Block::new)
                            .toList())))
                    .toList();
            for (Future<?> future : futures) {
                future.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException("the search for true neighbours failed", failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", interrupted);
        }
    }

    private void findShare(List<Block> blocks) {
        int rows = distance.base().rows();
        int tileRows = Math.max(1, TILE_BYTES / (distance.base().dimension() * Float.BYTES));
        for (int from = 0; from < rows; from += tileRows) {
            int to = Math.min(rows, from + tileRows);
            for (Block block : blocks) {
                block.compare(from, to);
            }
        }
        blocks.forEach(Block::finish);
    }

    /** Some queries and what has been found for them. */
    private final class Block {
        private final int first;
        private final int count;
        private final float[] turned;
        private final float[] sums;
        private final NearestRows[] nearest;

        Block(int number) {
            VectorFile queries = distance.queries();
            first = number * BLOCK_QUERIES;
            count = Math.min(BLOCK_QUERIES, queries.rows() - first);
            turned = new float[queries.dimension() * count];
            sums = new float[count];
            nearest = new NearestRows[count];
            for (int i = 0; i < count; i++) {
                for (int d = 0; d < queries.dimension(); d++) {
                    turned[d * count + i] = queries.values()[(first + i) * queries.dimension() + d];
                }
                nearest[i] = new NearestRows(Math.min(distance.base().rows(), k + Math.max(k, SPARE)));
            }
        }

        void compare(int fromRow, int toRow) {
            VectorFile base = distance.base();
            for (int row = fromRow; row < toRow; row++) {
                Arrays.fill(sums, 0);
                int at = row * base.dimension();
                if (distance.metric() == Metric.L2) {
                    addSquaredDifferences(turned, base.values(), at, base.dimension(), sums);
                } else {
                    subtractProducts(turned, base.values(), at, base.dimension(), sums);
                }
                for (int i = 0; i < count; i++) {
                    float far = sums[i] * rowScales[row];
                    if (far < nearest[i].bound()) {
                        nearest[i].offer(row, far);
                    }
                }
            }
        }

        void finish() {
            for (int i = 0; i < count; i++) {
                NearestRows found = nearest[i];
                int query = first + i;
                int[] best = IntStream.range(0, found.size())
                        .map(found::row)
                        .boxed()
                        .sorted(Comparator.<Integer>comparingDouble(row -> distance.of(query, row))
                                .thenComparing(Comparator.naturalOrder()))
                        .limit(k)
                        .mapToInt(Integer::intValue)
                        .toArray();
                System.arraycopy(best, 0, ids, query * k, k);
            }
        }
    }

    private static void addSquaredDifferences(float[] turned, float[] rows, int at, int dimension, float[] sums) {
        for (int d = 0; d < dimension; d++) {
            float x = rows[at + d];
            int from = d * sums.length;
            for (int i = 0; i < sums.length; i++) {
                float difference = turned[from + i] - x;
                sums[i] += difference * difference;
            }
        }
    }

    private static void subtractProducts(float[] turned, float[] rows, int at, int dimension, float[] sums) {
        for (int d = 0; d < dimension; d++) {
            float x = rows[at + d];
            int from = d * sums.length;
            for (int i = 0; i < sums.length; i++) {
                sums[i] -= turned[from + i] * x;
            }
        }
    }
}
