package io.vectron.drift.segment;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.kernel.NearestHeap;
import io.vectron.drift.kernel.Packed;
import io.vectron.drift.query.HitCollector;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.query.ScanTally;
import io.vectron.drift.storage.FaultHook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Not a test: rows scanned, recall on held-out queries and queries per second of segments alone, without memtables.
 * Arguments: base file (fvecs or bvecs), query file, metric, rows, segments, bucket capacities to compare. All capacities
 * are measured in turns, in one run.
 */
public final class SegmentBenchMain {
    private static final int QUERIES = 500;
    private static final int K = 10;
    private static final int TURNS = 5;
    private static final double[] TARGETS = {.9, .95, .99};

    private SegmentBenchMain() {}

    public static void main(String[] args) throws IOException {
        Metric metric = Metric.valueOf(args[2]);
        float[][] base = read(Path.of(args[0]), Integer.parseInt(args[3]));
        float[][] queries = read(Path.of(args[1]), QUERIES);
        int segments = Integer.parseInt(args[4]);
        Path directory = Files.createTempDirectory("segment-bench");
        List<Set<Integer>> truth = truth(base, queries, metric);
        List<Variant> variants = new ArrayList<>();
        for (int i = 5; i < args.length; i++) {
            variants.add(new Variant(base, metric, segments, Integer.parseInt(args[i]), directory.resolve("c" + i)));
        }
        for (double target : TARGETS) {
            for (int turn = 0; turn < TURNS; turn++) {
                for (Variant variant : variants) {
                    variant.run(queries, truth, target, turn == TURNS - 1);
                }
            }
        }
    }

    /** Reads up to so many vectors of a file: per vector its dimension as an int, then floats or unsigned bytes. */
    static float[][] read(Path file, int max) throws IOException {
        boolean isBytes = file.toString().endsWith(".bvecs");
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer map = channel.map(FileChannel.MapMode.READ_ONLY, 0, Math.min(channel.size(), Integer.MAX_VALUE))
                    .order(ByteOrder.LITTLE_ENDIAN);
            List<float[]> vectors = new ArrayList<>();
            while (map.hasRemaining() && vectors.size() < max) {
                float[] vector = new float[map.getInt()];
                for (int d = 0; d < vector.length; d++) {
                    vector[d] = isBytes ? map.get() & 255 : map.getFloat();
                }
                vectors.add(vector);
            }
            return vectors.toArray(float[][]::new);
        }
    }

    private static List<Set<Integer>> truth(float[][] base, float[][] queries, Metric metric) {
        List<Set<Integer>> truth = new ArrayList<>();
        for (float[] values : queries) {
            PreparedQuery query = new PreparedQuery(metric, values, K, 1, Long.MAX_VALUE, 0);
            NearestHeap heap = new NearestHeap(K);
            for (int row = 0; row < base.length; row++) {
                float norm =
                        PreparedQuery.inverseNorm(metric, base[row], 0, metric == Metric.COSINE ? base[row].length : 0);
                heap.offer(Packed.of(query.distance(base[row], 0, norm), row));
            }
            Set<Integer> rows = new HashSet<>();
            for (long packed : heap.drainBestFirst()) {
                rows.add(Packed.row(packed));
            }
            truth.add(rows);
        }
        return truth;
    }

    /** Rows i, i + step, i + 2 step... of an array. */
    @SuppressWarnings("ArrayRecordComponent") // nothing compares it
    private record Rows(float[][] base, int first, int step, Metric metric) implements RowSource {
        @Override
        public int rows() {
            return (base.length - first + step - 1) / step;
        }

        @Override
        public void copyVector(int row, float[] target, int at) {
            float[] vector = base[first + row * step];
            System.arraycopy(vector, 0, target, at, vector.length);
        }

        @Override
        public float inverseNorm(int row) {
            float[] vector = base[first + row * step];
            return PreparedQuery.inverseNorm(metric, vector, 0, vector.length);
        }

        @Override
        public long sequence(int row) {
            return 0;
        }

        @Override
        public int payloadLength(int row) {
            return 0;
        }

        @Override
        public byte[] id(int row) {
            return ByteBuffer.allocate(4).putInt(first + row * step).array();
        }
    }

    private static final class Variant {
        private final int capacity;
        private final Metric metric;
        private final List<Segment> segments = new ArrayList<>();

        Variant(float[][] base, Metric metric, int count, int capacity, Path directory) throws IOException {
            this.capacity = capacity;
            this.metric = metric;
            DriftSettings settings = DriftSettings.of(base[0].length, metric).withBucketCapacity(capacity);
            Files.createDirectories(directory);
            long start = System.nanoTime();
            for (int s = 0; s < count; s++) {
                Path file = directory.resolve("segment-" + s + ".drift");
                SegmentWriter.write(file, s, new Rows(base, s, count, metric), settings, FaultHook.NONE);
                segments.add(Segment.open(file, s, settings, null));
            }
            int buckets = segments.stream().mapToInt(Segment::buckets).sum();
            System.out.printf(
                    Locale.ROOT,
                    "capacity %d: %d segments, %d buckets, %.2f s per segment%n",
                    capacity,
                    count,
                    buckets,
                    (System.nanoTime() - start) / 1e9 / count);
        }

        void run(float[][] queries, List<Set<Integer>> truth, double target, boolean prints) {
            double found = 0;
            ScanTally tally = new ScanTally();
            long start = System.nanoTime();
            for (int q = 0; q < queries.length; q++) {
                PreparedQuery query = new PreparedQuery(metric, queries[q], K, target, Long.MAX_VALUE, 0);
                HitCollector hits = new HitCollector(K);
                SegmentScan scan = new SegmentScan(query, hits, tally);
                segments.forEach(scan::search);
                for (HitCollector.Candidate hit : hits.bestFirst()) {
                    int row = ByteBuffer.wrap(hit.owner().id(hit.row())).getInt();
                    found += truth.get(q).contains(row) ? 1 : 0;
                }
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            if (prints) {
                System.out.printf(
                        Locale.ROOT,
                        "target %.2f capacity %4d: recall %.4f, %6.0f rows, %5.1f of %d buckets, %6.0f QPS%n",
                        target,
                        capacity,
                        found / queries.length / K,
                        (double) tally.rowsScanned() / queries.length,
                        (double) tally.bucketsScanned() / queries.length,
                        tally.bucketsTotal() / queries.length,
                        queries.length / seconds);
            }
        }
    }
}
