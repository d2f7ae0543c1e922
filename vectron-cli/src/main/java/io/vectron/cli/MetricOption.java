package io.vectron.cli;

import io.vectron.proto.v1.Metric;
import java.util.Locale;

/** Metrics as people write them. */
enum MetricOption {
    L2(Metric.METRIC_L2),
    COSINE(Metric.METRIC_COSINE),
    DOT(Metric.METRIC_DOT);

    private final Metric metric;

    MetricOption(Metric metric) {
        this.metric = metric;
    }

    Metric metric() {
        return metric;
    }

    static String word(Metric metric) {
        for (MetricOption option : values()) {
            if (option.metric == metric) {
                return option.toString();
            }
        }
        return metric.name();
    }

    /** What picocli shows and reads. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
