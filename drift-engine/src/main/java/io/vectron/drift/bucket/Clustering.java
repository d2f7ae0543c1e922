package io.vectron.drift.bucket;

import io.vectron.drift.kernel.Team;
import io.vectron.drift.segment.RowSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Rows sorted into buckets of bounded size. k-means on a sample plans buckets of half the capacity, in two
 * levels when they are many; what comes out above the capacity is clustered again by itself, and, should that not help
 * (equal rows), cut.
 */
final class Clustering {
    /** Enough rows per centroid for a stable mean. */
    private static final int SAMPLE_PER_CENTROID = 48;
    /** Lloyd gains little after this many steps. */
    private static final int ITERATIONS = 8;
    /** More centroids than this are found in two levels: the work of one level grows with the square of the rows. */
    private static final int CENTROIDS_MAX = 512;
    /** Neighbours of its centroid that a row is compared with. */
    private static final int REFINE_NEIGHBOURS = 192;

    private static final int STRETCH = 1024;
    /** Rows per centroid that the improvement looks at. */
    private static final int REFINE_PER_CENTROID = 64;
    /** Steps of it. */
    private static final int REFINE_STEPS = 3;
    /** Bounds the heap that the sample takes. */
    private static final int SAMPLE_FLOATS_MAX = 48 << 20;

    /** One bucket: rows are numbers of the source. */
    @SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
    record Bucket(float[] centroid, int[] rows) {}

    private final RowSource source;
    private final int dimension;
    private final int capacity;
    private final SplittableRandom random;
    private final Team team;
    private List<Bucket> buckets = new ArrayList<>();

    private Clustering(RowSource source, int dimension, int capacity, SplittableRandom random, Team team) {
        this.team = team;
        this.source = source;
        this.dimension = dimension;
        this.capacity = capacity;
        this.random = random;
    }

    /** Sorts all rows of a source into buckets, none empty, none above the capacity. */
    static List<Bucket> cluster(RowSource source, int dimension, int capacity, long seed, Team team) {
        Clustering clustering = new Clustering(source, dimension, capacity, new SplittableRandom(seed), team);
        int[] all = new int[source.rows()];
        Arrays.setAll(all, i -> i);
        int planned = clustering.planned(all.length);
        if (planned <= CENTROIDS_MAX) {
            clustering.addSplit(all, planned);
        } else {
            for (Bucket coarse : clustering.split(all, (int) Math.ceil(Math.sqrt(planned)))) {
                clustering.addSplit(coarse.rows(), clustering.planned(coarse.rows().length));
            }
            clustering.refine();
        }
        return clustering.buckets;
    }

    /**
     * Improves buckets that were found in two levels, where rows at the borders of the first level sit in the wrong bucket:
     * some steps of Lloyd over a sample, then every row to its nearest. A row is compared with the neighbours of the centroid
     * that it has.
     */
    private void refine() {
        int n = source.rows();
        int[] nearest = new int[n];
        for (int b = 0; b < buckets.size(); b++) {
            for (int row : buckets.get(b).rows()) {
                nearest[row] = b;
            }
        }
        Centroids centroids = centroids();
        int[] picks = picks(n, (int)
                Math.min(n, Math.min((long) REFINE_PER_CENTROID * centroids.count(), SAMPLE_FLOATS_MAX / dimension)));
        float[] sample = new float[picks.length * dimension];
        int[] nearestOfSample = new int[picks.length];
        team.forEachStretch(picks.length, STRETCH, (from, to) -> {
            for (int i = from; i < to; i++) {
                source.copyRouting(picks[i], dimension, sample, i * dimension);
                nearestOfSample[i] = nearest[picks[i]];
            }
        });
        for (int step = 0; step < REFINE_STEPS; step++) {
            neighbourhoods(centroids)
                    .move(
                            picks.length,
                            (row, target, at) -> System.arraycopy(sample, row * dimension, target, at, dimension),
                            nearestOfSample,
                            team);
            centroids = centroids.means(sample, nearestOfSample);
        }
        neighbourhoods(centroids)
                .move(n, (row, target, at) -> source.copyRouting(row, dimension, target, at), nearest, team);
        int[] all = new int[n];
        Arrays.setAll(all, i -> i);
        buckets = new ArrayList<>();
        for (Bucket bucket : bucketsOf(all, centroids, nearest)) {
            addBounded(bucket);
        }
    }

    private Neighbourhoods neighbourhoods(Centroids centroids) {
        return Neighbourhoods.of(centroids.values(), centroids.count(), dimension, REFINE_NEIGHBOURS, team);
    }

    private Centroids centroids() {
        float[] values = new float[buckets.size() * dimension];
        for (int b = 0; b < buckets.size(); b++) {
            System.arraycopy(buckets.get(b).centroid(), 0, values, b * dimension, dimension);
        }
        return new Centroids(values, buckets.size(), dimension);
    }

    /** How many buckets so many rows should come to. */
    private int planned(int rows) {
        return rows <= capacity / 2 ? 1 : (int) Math.ceil(rows / (capacity / 2.0));
    }

    private void addSplit(int[] rows, int count) {
        for (Bucket bucket : split(rows, count)) {
            addBounded(bucket);
        }
    }

    private void addBounded(Bucket bucket) {
        if (bucket.rows().length <= capacity) {
            buckets.add(bucket);
            return;
        }
        for (Bucket part : split(bucket.rows(), planned(bucket.rows().length))) {
            int pieces = (part.rows().length + capacity - 1) / capacity;
            for (int i = 0; i < pieces; i++) {
                int from = (int) ((long) part.rows().length * i / pieces);
                int to = (int) ((long) part.rows().length * (i + 1) / pieces);
                buckets.add(new Bucket(part.centroid(), Arrays.copyOfRange(part.rows(), from, to)));
            }
        }
    }

    private List<Bucket> split(int[] rows, int count) {
        return split(rows, train(rows, count));
    }

    private List<Bucket> split(int[] rows, Centroids centroids) {
        int[] bucketOf = new int[rows.length];
        centroids
                .panels()
                .findNearest(
                        rows.length,
                        (i, target, at) -> source.copyRouting(rows[i], dimension, target, at),
                        bucketOf,
                        team);
        return bucketsOf(rows, centroids, bucketOf);
    }

    /** The buckets that some rows come to, none empty. */
    private List<Bucket> bucketsOf(int[] rows, Centroids centroids, int[] bucketOf) {
        int count = centroids.count();
        int[] sizes = new int[count];
        for (int bucket : bucketOf) {
            sizes[bucket]++;
        }
        int[][] members = new int[count][];
        Arrays.setAll(members, c -> new int[sizes[c]]);
        int[] filled = new int[count];
        for (int i = 0; i < rows.length; i++) {
            int c = bucketOf[i];
            members[c][filled[c]++] = rows[i];
        }
        List<Bucket> result = new ArrayList<>(count);
        for (int c = 0; c < count; c++) {
            if (sizes[c] > 0) {
                int at = c * dimension;
                result.add(new Bucket(Arrays.copyOfRange(centroids.values(), at, at + dimension), members[c]));
            }
        }
        return result;
    }

    private Centroids train(int[] rows, int count) {
        long wanted = Math.min(rows.length, (long) SAMPLE_PER_CENTROID * count);
        int n = (int) Math.max(count, Math.min(wanted, SAMPLE_FLOATS_MAX / dimension));
        return Centroids.train(sample(rows, n), n, dimension, count, ITERATIONS, random);
    }

    /** One random row of each of n equal stretches: a sample without repetitions, spread over the source. */
    private float[] sample(int[] rows, int n) {
        float[] sample = new float[n * dimension];
        int[] picks = picks(rows.length, n);
        for (int i = 0; i < n; i++) {
            source.copyRouting(rows[picks[i]], dimension, sample, i * dimension);
        }
        return sample;
    }

    /** One random number of each of n equal stretches of 0 to all - 1. */
    private int[] picks(int all, int n) {
        int[] picks = new int[n];
        for (int i = 0; i < n; i++) {
            long from = (long) all * i / n;
            long to = (long) all * (i + 1) / n;
            picks[i] = (int) (from + random.nextLong(to - from));
        }
        return picks;
    }
}
