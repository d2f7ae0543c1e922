package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.segment.Segment;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The slow, obvious twin of a description: ids and centroids from the segment files, which of them live and with which
 * vector from the model, sums in doubles.
 */
final class DescribeTwin {
    private static final double TOLERANCE = 1e-4;

    private final Path directory;
    private final DriftSettings settings;
    private final Model model;

    DescribeTwin(Path directory, DriftSettings settings, Model model) {
        this.directory = directory;
        this.settings = settings;
        this.model = model;
    }

    /** What the files say of one bucket. */
    private static final class Bucket {
        private final float[] centroid;
        private final List<double[]> live = new ArrayList<>();
        private int rows;
        private int rowGroups;

        Bucket(float[] centroid) {
            this.centroid = centroid;
        }
    }

    void check(IndexDescription description) throws IOException {
        Map<String, Row> rows =
                model.all().stream().collect(Collectors.toMap(r -> Model.key(r.id()), Function.identity()));
        Storage storage = FileStorage.in(directory);
        Map<Long, Bucket> buckets = new HashMap<>();
        List<Manifest.Entry> entries = ManifestFormat.read(storage).segments();
        for (int i = 0; i < entries.size(); i++) {
            SegmentDescription described = description.segments().get(i);
            try (Segment segment = Segment.open(storage, entries.get(i).number(), settings)) {
                assertThat(described.number()).isEqualTo(segment.number());
                assertThat(described.rows()).isEqualTo(segment.rows());
                assertThat(described.fileBytes()).isEqualTo(segment.fileBytes());
                assertThat(described.buckets()).isEqualTo(segment.groups());
                int live = readGroups(segment, entries.get(i), rows, buckets);
                assertThat(described.deadRows()).isEqualTo(segment.rows() - live);
            }
        }
        assertThat(description.bucketsTotal()).isEqualTo(buckets.size());
        assertThat(description.buckets()).hasSameSizeAs(buckets.keySet());
        for (BucketDescription found : description.buckets()) {
            checkBucket(Objects.requireNonNull(buckets.get(found.bucket())), found);
        }
    }

    private int readGroups(Segment segment, Manifest.Entry entry, Map<String, Row> rows, Map<Long, Bucket> buckets) {
        int live = 0;
        for (int group = 0; group < segment.groups(); group++) {
            if (entry.retired().contains(group)) {
                continue;
            }
            float[] centroid = new float[settings.dimension()];
            segment.copyCentroid(group, centroid, 0);
            Bucket bucket = buckets.computeIfAbsent(segment.bucket(group), id -> new Bucket(centroid));
            assertThat(bucket.centroid).isEqualTo(centroid);
            bucket.rowGroups++;
            bucket.rows += segment.rowsOf(group);
            for (int i = 0; i < segment.rowsOf(group); i++) {
                int row = segment.firstRow(group) + i;
                Row current = rows.get(Model.key(segment.id(row)));
                if (current != null && current.version() == segment.sequence(row)) {
                    bucket.live.add(routed(current.vector()));
                    live++;
                }
            }
        }
        return live;
    }

    private static void checkBucket(Bucket bucket, BucketDescription found) {
        assertThat(found.rowGroups()).isEqualTo(bucket.rowGroups);
        assertThat(found.rows()).isEqualTo(bucket.rows);
        assertThat(found.liveRows()).isEqualTo(bucket.live.size());
        double radius = radius(bucket.live, bucket.centroid);
        assertThat((double) found.radius()).isCloseTo(radius, within(TOLERANCE));
        double drift = bucket.live.size() < 2 ? 0 : shift(bucket.live, bucket.centroid) / radius;
        assertThat((double) found.drift()).isCloseTo(drift, within(TOLERANCE));
    }

    private double[] routed(float[] vector) {
        double squares = 0;
        for (float x : vector) {
            squares += (double) x * x;
        }
        double factor = settings.metric() == Metric.COSINE ? 1 / Math.sqrt(squares) : 1;
        double[] routed = new double[vector.length];
        for (int d = 0; d < routed.length; d++) {
            routed[d] = factor * vector[d];
        }
        return routed;
    }

    private static double radius(List<double[]> live, float[] centroid) {
        double squares = 0;
        for (double[] row : live) {
            for (int d = 0; d < centroid.length; d++) {
                squares += Math.pow(row[d] - centroid[d], 2);
            }
        }
        return live.isEmpty() ? 0 : Math.sqrt(squares / live.size());
    }

    private static double shift(List<double[]> live, float[] centroid) {
        double squares = 0;
        for (int d = 0; d < centroid.length; d++) {
            double mean = 0;
            for (double[] row : live) {
                mean += row[d] / live.size();
            }
            squares += Math.pow(mean - centroid[d], 2);
        }
        return Math.sqrt(squares);
    }
}
