package io.vectron.drift.bucket;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.Candidates;
import io.vectron.drift.kernel.Kernels;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.rabitq.BlockEncoder;
import io.vectron.drift.rabitq.BlockFormat;
import io.vectron.drift.rabitq.BlockScan;
import io.vectron.drift.rabitq.Rotation;
import io.vectron.drift.segment.Segment;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * The centroids of all buckets, made ready for queries: rotated, and, when they are many, sorted into cells of about 64 whose
 * members are scanned by one bit a dimension before the best few are compared exactly.
 *
 * <p>Immutable and thread-safe.
 */
final class CentroidIndex {
    /** Below so many centroids all are compared exactly. */
    private static final int CELLS_FROM = 128;
    /** Iterations of k-means that the cells are made with. */
    private static final int CELL_ITERATIONS = 6;
    /** Centroids compared exactly for each that is wanted: bits alone would miss some. */
    private static final double EXACT_SHARE = 1.75;
    /** Members of the looked into cells for each centroid that is wanted. */
    private static final int MEMBERS_SHARE = 8;

    private static final int MEMBERS_MIN = 1024;

    private static final int FLOATS_OF_A_LINE = 16;
    private static final Kernels KERNELS = Kernels.ACTIVE;

    private final int count;
    private final Metric metric;
    private final Rotation rotation;
    private final int padded;
    private final float[] rotated;
    private final @Nullable Cells cells;

    /** @param centroids [count x dimension], row-major */
    CentroidIndex(float[] centroids, int count, int dimension, Metric metric) {
        this.count = count;
        this.metric = metric;
        this.rotation = new Rotation(dimension);
        this.padded = rotation.padded();
        this.rotated = rotate(centroids, count);
        this.cells = count < CELLS_FROM ? null : new Cells(centroids);
    }

    private float[] rotate(float[] vectors, int n) {
        float[] result = new float[n * padded];
        for (int i = 0; i < n; i++) {
            rotation.rotate(vectors, i * rotation.dimension(), result, i * padded);
        }
        return result;
    }

    int count() {
        return count;
    }

    Rotation rotation() {
        return rotation;
    }

    /**
     * Finds the centroids nearest to a query, sorted: squared distances, or negated products under dot. What an earlier call for
     * the same query has found out is built upon.
     *
     * @param scan turned to the query
     * @param wanted at least so many, should there be as many
     */
    void rank(BlockScan scan, int wanted, CentroidRanking ranking) {
        Cells sorted = cells;
        Candidates found = ranking.found;
        if (sorted == null || wanted >= count) {
            found.clear();
            addDistances(scan, rotated, count, found);
            ranking.wanted = count;
        } else {
            sorted.estimate(scan, Math.max(MEMBERS_MIN, MEMBERS_SHARE * wanted), ranking);
            int from = found.size();
            ranking.moveBest((int) (EXACT_SHARE * wanted) - from);
            scan.note(touch(found, from));
            for (int i = from; i < found.size(); i++) {
                int centroid = Packed.row(found.get(i));
                found.set(i, Packed.of(distance(scan.rotated(), rotated, centroid), centroid));
            }
            ranking.wanted = wanted;
        }
        found.sort();
    }

    /** Has the found centroids read into the cache, many at a time; returns something that depends on what was read. */
    private long touch(Candidates found, int from) {
        float sum = 0;
        for (int i = from; i < found.size(); i++) {
            int at = Packed.row(found.get(i)) * padded;
            for (int d = 0; d < padded; d += FLOATS_OF_A_LINE) {
                sum += rotated[at + d];
            }
        }
        return (long) sum;
    }

    private float distance(float[] query, float[] vectors, int index) {
        return metric == Metric.DOT
                ? -KERNELS.dot(query, 0, vectors, index * padded, padded)
                : KERNELS.l2(query, 0, vectors, index * padded, padded);
    }

    private void addDistances(BlockScan scan, float[] vectors, int n, Candidates to) {
        float[] query = scan.rotated();
        int i = 0;
        if (metric != Metric.DOT) {
            float[] four = scan.four();
            for (; i + 4 <= n; i += 4) {
                KERNELS.l2x4(query, 0, vectors, i * padded, padded, four);
                for (int j = 0; j < 4; j++) {
                    to.add(Packed.of(four[j], i + j));
                }
            }
        }
        for (; i < n; i++) {
            to.add(Packed.of(distance(query, vectors, i), i));
        }
    }

    /** |q - c|, for the centroid at an index. */
    float separation(float[] query, int centroid) {
        return (float) Math.sqrt(KERNELS.l2(query, 0, rotated, centroid * padded, padded));
    }

    /** Cells of neighbouring centroids, as blocks of bits. */
    private final class Cells {
        private final float[] centres;
        private final int[] membersFrom;
        private final int[] members;
        private final long[] blocksAt;
        private final MemorySegment blocks;

        Cells(float[] centroids) {
            int dimension = rotation.dimension();
            int n = (count + BlockFormat.ROWS - 1) / BlockFormat.ROWS;
            Centroids trained =
                    Centroids.train(centroids, count, dimension, n, CELL_ITERATIONS, new SplittableRandom(count));
            this.centres = rotate(trained.values(), n);
            int[] cellOf = new int[count];
            this.membersFrom = new int[n + 1];
            trained.panels()
                    .forEachNearest(
                            count,
                            (i, target, at) -> System.arraycopy(centroids, i * dimension, target, at, dimension),
                            (i, cell) -> {
                                cellOf[i] = cell;
                                membersFrom[cell + 1]++;
                            });
            this.blocksAt = new long[n + 1];
            for (int cell = 0; cell < n; cell++) {
                blocksAt[cell + 1] =
                        blocksAt[cell] + BlockFormat.blocks(membersFrom[cell + 1]) * BlockFormat.bytes(padded);
                membersFrom[cell + 1] += membersFrom[cell];
            }
            this.members = new int[count];
            int[] filled = new int[n];
            for (int i = 0; i < count; i++) {
                members[membersFrom[cellOf[i]] + filled[cellOf[i]]++] = i;
            }
            // Freed by the collector, with the index.
            this.blocks = Arena.ofAuto().allocate(Math.max(1, blocksAt[n]), BlockFormat.ROWS);
            encode(centroids, trained);
        }

        private void encode(float[] centroids, Centroids trained) {
            int dimension = rotation.dimension();
            BlockEncoder encoder = new BlockEncoder(rotation, Segment.estimate(metric));
            for (int cell = 0; cell < trained.count(); cell++) {
                encoder.centre(trained.values(), cell * dimension);
                int from = membersFrom[cell];
                for (int i = from; i < membersFrom[cell + 1]; i++) {
                    encoder.encode(centroids, members[i] * dimension, blocks, blocksAt[cell], i - from);
                }
                encoder.clear(blocks, blocksAt[cell], membersFrom[cell + 1] - from);
            }
        }

        /** Estimates the distances of the members of more cells, nearest first, until there are so many members. */
        void estimate(BlockScan scan, int wantedMembers, CentroidRanking ranking) {
            int all = membersFrom.length - 1;
            if (ranking.cells < 0) {
                ranking.order.clear();
                addDistances(scan, centres, all, ranking.order);
                if (wantedMembers < count) {
                    ranking.order.sort();
                }
                ranking.cells = 0;
            }
            int from = ranking.cells;
            int members = ranking.members;
            int to = from;
            for (; to < all && members < wantedMembers; to++) {
                int cell = Packed.row(ranking.order.get(to));
                int size = membersFrom[cell + 1] - membersFrom[cell];
                scan.pull(blocks, blocksAt[cell], size);
                members += size;
            }
            for (int i = from; i < to; i++) {
                estimate(scan, ranking.order.get(i), ranking);
            }
            ranking.cells = to;
        }

        private void estimate(BlockScan scan, long ordered, CentroidRanking ranking) {
            int cell = Packed.row(ordered);
            int from = membersFrom[cell];
            int size = membersFrom[cell + 1] - from;
            int lane = ranking.add(members, from, size);
            scan.centre(Packed.distance(ordered), 0, 0);
            scan.bounds(blocks, blocksAt[cell], size, ranking.estimates, lane);
        }
    }
}
