package io.vectron.drift.bucket;

import io.vectron.drift.Metric;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.kernel.Team;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.slot.SlotTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.ToDoubleFunction;

/**
 * Measures the {@link Calibration} of a bucket map. A sample of its own live rows is searched, each without the row itself:
 * first exactly among all rows, which gives the true neighbours and what to fit the {@link StopRule} to; then as a query is, noting after each step what the rule says and how many of the true neighbours are
 * found. The threshold of a recall is the greatest at which the mean recall of the sample exceeds it by one and a half
 * standard errors.
 *
 * <p>Each thread of the team reads the vectors of all live rows once. Used once; the caller keeps the map's segments open.
 */
public final class Calibrator {
    private static final int SAMPLE_ROWS = 512;
    /** A smaller sample says nothing. */
    private static final int SAMPLE_MIN = 32;

    private static final int NO_BUCKET = -1;
    /** Buckets of each ranking that the rule is fitted to. */
    private static final int RANKS_MAX = 256;
    /** Searches rank buckets by estimates: a bucket may come so much, or twice, later than it should. */
    private static final int RANKS_SLACK = 16;

    private final BucketMap map;
    private final int dimension;
    private final Metric metric;
    private final SlotTable slots;
    private final long snapshot;
    private final BooleanSupplier isCancelled;
    private final Team team;
    private List<SampleRow> sample = List.of();
    private long live;

    /**
     * A measurement of the rows that live in a snapshot.
     *
     * @param isCancelled asked before each bucket and each row of the sample; true ends the work with a
     *     {@link CancellationException}
     * @param team shares the searches
     */
    public Calibrator(
            BucketMap map, Metric metric, SlotTable slots, long snapshot, BooleanSupplier isCancelled, Team team) {
        this.team = team;
        this.map = map;
        this.dimension = map.dimension();
        this.metric = metric;
        this.slots = slots;
        this.snapshot = snapshot;
        this.isCancelled = isCancelled;
    }

    /**
     * A row that is asked for, and what was found.
     *
     * @param distances of the nearest buckets, [ranks], relative
     * @param rows live ones of these buckets
     */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record SampleRow(
            PreparedQuery query, int number, double[] distances, int[] rows, Truth small, Truth large) {}

    /**
     * The true neighbours of a row.
     *
     * @param numbers of the nearest rows, ascending
     * @param hits how many of them each of the nearest buckets holds, [ranks]
     * @param kth relative distance of the last row that a search for them keeps
     * @param enough buckets, nearest first, that surely hold all of them: a search that goes farther finds nothing new
     */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Truth(int[] numbers, int[] hits, double kth, int enough) {}

    /** Measures; {@link Calibration#SCAN_ALL} when there is nothing to measure. */
    public Calibration measure(long seed) {
        if (map.size() < 2) {
            return Calibration.SCAN_ALL;
        }
        findNeighbours(pick(new SplittableRandom(seed)));
        if (sample.size() < SAMPLE_MIN) {
            return Calibration.SCAN_ALL;
        }
        float unit = unit();
        Calibration.Level[] levels = new Calibration.Level[2];
        team.forEach(2, i -> levels[i] = level(i == 0 ? Calibration.SMALL_K : Calibration.LARGE_K, unit));
        return new Calibration(live, unit, List.of(levels[0], levels[1]));
    }

    /** Does something with a scratch of its own for each of n rows, by the team. */
    private void forEachRow(int n, RowWork work) {
        team.forEach(n, i -> {
            checkMayGoOn();
            ScanScratch scratch = ScanScratch.take(dimension);
            try {
                work.of(i, scratch);
            } finally {
                scratch.giveBack();
            }
        });
    }

    /** Something that is done for a row. */
    @FunctionalInterface
    private interface RowWork {
        void of(int row, ScanScratch scratch);
    }

    private void checkMayGoOn() {
        if (isCancelled.getAsBoolean()) {
            throw new CancellationException("the engine closes");
        }
    }

    /** Called for each live row. */
    @FunctionalInterface
    private interface Visit {
        void row(Segment segment, int row, int number);
    }

    private void forEachLive(Visit visit) {
        for (int bucket = 0; bucket < map.size(); bucket++) {
            checkMayGoOn();
            for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
                Segment segment = map.extentSegment(extent);
                int base = map.firstRow(map.extentPart(extent));
                int first = map.extentFirstRow(extent) - base;
                for (int row = first; row < first + map.extentRows(extent); row++) {
                    if (slots.isLive(segment.slot(row), segment.sequence(row), snapshot)) {
                        visit.row(segment, row, base + row);
                    }
                }
            }
        }
    }

    /** A row that was picked. */
    private record Pick(Segment segment, int row, int number) {}

    /** One random row of each of n equal stretches of the live rows. */
    private List<Pick> pick(SplittableRandom random) {
        forEachLive((segment, row, number) -> live++);
        int n = (int) Math.min(SAMPLE_ROWS, live);
        int[] wanted = new int[n + 1];
        for (int i = 0; i < n; i++) {
            long from = live * i / n;
            long to = live * (i + 1) / n;
            wanted[i] = (int) (from + random.nextLong(to - from));
        }
        wanted[n] = -1;
        List<Pick> picks = new ArrayList<>();
        int[] met = {0};
        forEachLive((segment, row, number) -> {
            if (met[0]++ == wanted[picks.size()]) {
                picks.add(new Pick(segment, row, number));
            }
        });
        return picks;
    }

    private void findNeighbours(List<Pick> picks) {
        float[] vectors = new float[picks.size() * dimension];
        NearestHeap[] nearest = new NearestHeap[picks.size()];
        for (int i = 0; i < nearest.length; i++) {
            picks.get(i).segment().copyRouting(picks.get(i).row(), vectors, i * dimension);
            nearest[i] = new NearestHeap(BucketScan.kept(Calibration.LARGE_K));
        }
        // Each thread reads all rows for its part of the sample.
        int part = Math.max(1, (nearest.length + team.size() - 1) / team.size());
        team.forEachStretch(nearest.length, part, (from, to) -> {
            NeighbourSearch search = new NeighbourSearch(
                    metric,
                    Arrays.copyOfRange(vectors, from * dimension, to * dimension),
                    picks.subList(from, to).stream().mapToInt(Pick::number).toArray(),
                    Arrays.copyOfRange(nearest, from, to));
            forEachLive(search::add);
            search.finish();
        });
        Buckets bucketOf = new Buckets(bucketOfGroups(), bucketOfCopies());
        SampleRow[] found = new SampleRow[picks.size()];
        forEachRow(found.length, (i, scratch) -> {
            Pick pick = picks.get(i);
            float[] vector = new float[dimension];
            pick.segment().copyVector(pick.row(), vector, 0);
            PreparedQuery query = new PreparedQuery(metric, vector, Calibration.LARGE_K, 1, Long.MAX_VALUE, snapshot);
            BucketWalk.Aim all = new BucketWalk.Aim(1, 0, map.size(), pick.number());
            BucketWalk ranked = new BucketWalk(map, slots, query, scratch, all);
            found[i] = sampleRow(query, pick.number(), ranked, nearest[i].drainBestFirst(), bucketOf);
        });
        sample = List.of(found);
    }

    private int[][] bucketOfGroups() {
        int[][] bucketOf = new int[map.parts().size()][];
        Arrays.setAll(bucketOf, part -> new int[map.parts().get(part).segment().groups()]);
        for (int bucket = 0; bucket < map.size(); bucket++) {
            for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
                bucketOf[map.extentPart(extent)][map.extentGroup(extent)] = bucket;
            }
        }
        return bucketOf;
    }

    /**
     * Where rows are met.
     *
     * @param own bucket of each part's row groups
     * @param copy bucket that holds a copy of each row; {@link #NO_BUCKET} where none does
     */
    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Buckets(int[][] own, int[] copy) {}

    private int[] bucketOfCopies() {
        int parts = map.parts().size();
        int[] bucketOf = new int[map.firstRow(parts)];
        Arrays.fill(bucketOf, NO_BUCKET);
        for (int bucket = 0; map.hasCopies() && bucket < map.size(); bucket++) {
            for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
                map.extentSegment(extent).verifyCodes(map.extentGroup(extent));
                for (int copy = 0; copy < map.extentLanes(extent) - map.extentRows(extent); copy++) {
                    bucketOf[map.copied(extent, copy)] = bucket;
                }
            }
        }
        return bucketOf;
    }

    /** @param found the nearest rows of all, best first, as {@link NeighbourSearch} packs them */
    private SampleRow sampleRow(PreparedQuery query, int number, BucketWalk ranked, long[] found, Buckets bucketOf) {
        long[] ranking = ranked.ranking();
        int[] rankOf = new int[map.size()];
        for (int rank = 0; rank < ranking.length; rank++) {
            rankOf[Packed.row(ranking[rank])] = rank;
        }
        int ranks = Math.min(RANKS_MAX, ranking.length);
        double[] distances = new double[ranks];
        int[] rows = new int[ranks];
        for (int rank = 0; rank < ranks; rank++) {
            distances[rank] = ranked.relative(Packed.distance(ranking[rank]));
            int bucket = Packed.row(ranking[rank]);
            rows[rank] = map.live(bucket) + map.copies(bucket);
        }
        int[] rankOfFound = new int[found.length];
        for (int i = 0; i < found.length; i++) {
            int part = map.partOf(Packed.row(found[i]));
            Segment segment = map.parts().get(part).segment();
            int rank = rankOf[bucketOf.own()[part][segment.groupOf(Packed.row(found[i]) - map.firstRow(part))]];
            int copied = bucketOf.copy()[Packed.row(found[i])];
            rankOfFound[i] = copied == NO_BUCKET ? rank : Math.min(rank, rankOf[copied]);
        }
        return new SampleRow(
                query,
                number,
                distances,
                rows,
                truth(Calibration.SMALL_K, found, rankOfFound, ranks, ranked.relative(kth(found, Calibration.SMALL_K))),
                truth(
                        Calibration.LARGE_K,
                        found,
                        rankOfFound,
                        ranks,
                        ranked.relative(kth(found, Calibration.LARGE_K))));
    }

    /** The worst distance that a search for k keeps. */
    private float kth(long[] found, int k) {
        if (found.length == 0) {
            return 0;
        }
        float distance = Packed.distance(found[Math.min(BucketScan.kept(k), found.length) - 1]);
        return metric == Metric.DOT ? distance : 2 * distance;
    }

    private static Truth truth(int k, long[] found, int[] rankOfFound, int ranks, double kth) {
        int n = Math.min(k, found.length);
        int[] numbers = new int[n];
        int[] hits = new int[ranks];
        int last = 0;
        for (int i = 0; i < n; i++) {
            numbers[i] = Packed.row(found[i]);
            last = Math.max(last, rankOfFound[i]);
            if (rankOfFound[i] < ranks) {
                hits[rankOfFound[i]]++;
            }
        }
        Arrays.sort(numbers);
        return new Truth(numbers, hits, kth, Math.min(2 * RANKS_MAX, RANKS_SLACK + 2 * last));
    }

    /** Mean distance of the nearest centroid; of inner products, which may be negative, the mean spread. */
    private float unit() {
        double sum = 0;
        for (SampleRow row : sample) {
            double[] distances = row.distances();
            sum += metric == Metric.DOT ? distances[distances.length / 2] - distances[0] : distances[0];
        }
        float mean = (float) (sum / sample.size());
        return mean > 0 && Float.isFinite(mean) ? mean : 1;
    }

    private Calibration.Level level(int k, float unit) {
        StopRule rule = fit(k, unit);
        int columns = Calibration.TARGETS.length;
        float[] thresholds = new float[columns];
        float[] reached = new float[columns];
        float[] buckets = new float[columns];
        float errors = Float.NaN;
        RecallCurve curve = null;
        for (int column = 0; column < columns; column++) {
            double target = Calibration.TARGETS[column];
            if (curve == null || errors != Calibration.errors(target)) {
                errors = Calibration.errors(target);
                curve = curve(k, unit, rule, errors);
            }
            RecallCurve.Point point = curve.reaching(target);
            thresholds[column] = (float) point.threshold();
            reached[column] = (float) point.recall();
            buckets[column] = (float) point.buckets();
        }
        return new Calibration.Level(rule, thresholds, reached, buckets);
    }

    private static Truth truth(SampleRow row, int k) {
        return k == Calibration.SMALL_K ? row.small() : row.large();
    }

    private StopRule fit(int k, float unit) {
        StopRule.Range range = range(k, unit);
        double[] features = new double[StopRule.FEATURES];
        double[] weights = PoissonRegression.fit(StopRule.FEATURES, each -> {
            checkMayGoOn();
            for (SampleRow row : sample) {
                Truth truth = truth(row, k);
                double nearest = row.distances()[0] / unit;
                for (int rank = 0; rank < row.distances().length; rank++) {
                    StopRule.fill(
                            new StopRule.Outlook(
                                    rank, row.distances()[rank] / unit, nearest, truth.kth() / unit, row.rows()[rank]),
                            features);
                    each.of(features, truth.hits()[rank]);
                }
            }
        });
        boolean isSound = Arrays.stream(weights).allMatch(Double::isFinite);
        // A rule that expects everything everywhere: every bucket is scanned, nothing is lost.
        return new StopRule(isSound ? weights : new double[StopRule.FEATURES], range);
    }

    private StopRule.Range range(int k, float unit) {
        double farthest = 0;
        double nearest = Double.NEGATIVE_INFINITY;
        double kth = Double.NEGATIVE_INFINITY;
        int ranks = 0;
        for (SampleRow row : sample) {
            double[] distances = row.distances();
            farthest = Math.max(farthest, (distances[distances.length - 1] - distances[0]) / unit);
            nearest = Math.max(nearest, distances[0] / unit);
            kth = Math.max(kth, truth(row, k).kth() / unit);
            ranks = Math.max(ranks, distances.length);
        }
        return new StopRule.Range(farthest, nearest, kth, ranks);
    }

    /** Searches for each row of the sample as for a query, and notes how recall goes with what the rule says. */
    private RecallCurve curve(int k, float unit, StopRule rule, float errors) {
        RecallCurve curve = new RecallCurve(sample.size());
        forEachRow(sample.size(), (i, scratch) -> {
            SampleRow row = sample.get(i);
            BucketWalk.Aim aim = new BucketWalk.Aim(BucketScan.kept(k), errors, RANKS_MAX, row.number());
            BucketWalk walk = new BucketWalk(map, slots, row.query(), scratch, aim);
            follow(walk, truth(row, k), curve.course(i), course -> course.nextScore(rule, unit));
        });
        return curve;
    }

    private static void follow(
            BucketWalk walk, Truth truth, RecallCurve.Course course, ToDoubleFunction<BucketWalk> nextScore) {
        while (true) {
            walk.visit(walk.visited() == 0 ? BucketWalk.FIRST_WAVE : 1);
            double recall = share(truth.numbers(), walk);
            boolean isDone = recall == 1 || walk.isOver() || walk.visited() >= truth.enough();
            if (isDone || walk.top().isFull()) {
                double score = walk.isOver() ? Double.NEGATIVE_INFINITY : nextScore.applyAsDouble(walk);
                course.add(score, recall, walk.visited());
                isDone |= score < RecallCurve.THRESHOLD_MIN;
            }
            if (isDone) {
                return;
            }
        }
    }

    /** Which part of the true neighbours is among the best rows so far. */
    private static double share(int[] truth, BucketWalk walk) {
        int found = 0;
        for (int i = 0; i < walk.top().size(); i++) {
            found += Arrays.binarySearch(truth, Packed.row(walk.top().get(i))) >= 0 ? 1 : 0;
        }
        return truth.length == 0 ? 1 : (double) found / truth.length;
    }
}
