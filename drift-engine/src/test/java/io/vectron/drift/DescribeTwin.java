package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.vectron.drift.segment.Segment;
import io.vectron.drift.storage.FileNames;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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

    void check(IndexDescription description) throws IOException {
        Map<String, Row> rows =
                model.all().stream().collect(Collectors.toMap(r -> Model.key(r.id()), Function.identity()));
        int next = 0;
        for (SegmentDescription described : description.segments()) {
            Path file = directory.resolve(FileNames.segment(described.number()));
            Segment segment = Segment.open(file, described.number(), settings, null);
            try {
                assertThat(described.rows()).isEqualTo(segment.rows());
                assertThat(described.fileBytes()).isEqualTo(file.toFile().length());
                assertThat(described.buckets()).isEqualTo(segment.buckets());
                int live = 0;
                for (int bucket = 0; bucket < segment.buckets(); bucket++) {
                    live += checkBucket(
                            segment, bucket, rows, description.buckets().get(next++));
                }
                assertThat(described.deadRows()).isEqualTo(segment.rows() - live);
            } finally {
                segment.release();
            }
        }
        assertThat(next).isEqualTo(description.buckets().size()).isEqualTo(description.bucketsTotal());
    }

    private int checkBucket(Segment segment, int bucket, Map<String, Row> rows, BucketDescription found) {
        List<double[]> live = new ArrayList<>();
        for (int i = 0; i < segment.rowsOf(bucket); i++) {
            int row = segment.firstRow(bucket) + i;
            Row current = rows.get(Model.key(segment.id(row)));
            if (current != null && current.version() == segment.sequence(row)) {
                live.add(routed(current.vector()));
            }
        }
        float[] centroid = new float[settings.dimension()];
        segment.copyCentroid(bucket, centroid);
        assertThat(found.segment()).isEqualTo(segment.number());
        assertThat(found.bucket()).isEqualTo(bucket);
        assertThat(found.rows()).isEqualTo(segment.rowsOf(bucket));
        assertThat(found.liveRows()).isEqualTo(live.size());
        double radius = radius(live, centroid);
        assertThat((double) found.radius()).isCloseTo(radius, within(TOLERANCE));
        double drift = live.size() < 2 ? 0 : shift(live, centroid) / radius;
        assertThat((double) found.drift()).isCloseTo(drift, within(TOLERANCE));
        return live.size();
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
