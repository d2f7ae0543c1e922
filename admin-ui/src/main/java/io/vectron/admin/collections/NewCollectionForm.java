package io.vectron.admin.collections;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.Metric;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The create dialog as it was sent: texts, because they go back into the dialog when one of them is wrong. The router
 * judges the values; only what is no number at all is refused here.
 */
record NewCollectionForm(String name, String dimension, String metric, String shards, String replicationFactor) {
    private static final int TEXT_MAX = 256;

    NewCollectionForm(
            @Nullable String name,
            @Nullable String dimension,
            @Nullable String metric,
            @Nullable String shards,
            @Nullable String replicationFactor) {
        this.name = cut(name);
        this.dimension = cut(dimension);
        this.metric = cut(metric);
        this.shards = cut(shards);
        this.replicationFactor = cut(replicationFactor);
    }

    static NewCollectionForm initial() {
        return new NewCollectionForm("", "384", "cosine", "1", "");
    }

    private static String cut(@Nullable String text) {
        String stripped = text == null ? "" : text.strip();
        return stripped.length() > TEXT_MAX ? stripped.substring(0, TEXT_MAX) : stripped;
    }

    /** Message by field for what is no number or no metric; empty when {@link #request} can be sent. */
    Map<String, String> errors() {
        Map<String, String> errors = new LinkedHashMap<>();
        if (name.isEmpty()) {
            errors.put("name", "A name is needed.");
        }
        number("dimension", dimension, false, errors);
        number("shards", shards, true, errors);
        number("replicationFactor", replicationFactor, true, errors);
        if (metricOf() == Metric.METRIC_UNSPECIFIED) {
            errors.put("metric", "The metric is l2, cosine or dot.");
        }
        return errors;
    }

    private static void number(String field, String text, boolean mayBeEmpty, Map<String, String> errors) {
        if (text.isEmpty() && mayBeEmpty) {
            return;
        }
        if (!text.matches("[0-9]{1,9}")) {
            errors.put(field, text.isEmpty() ? "A whole number is needed." : "This is no whole number.");
        }
    }

    private Metric metricOf() {
        return switch (metric) {
            case "l2" -> Metric.METRIC_L2;
            case "cosine" -> Metric.METRIC_COSINE;
            case "dot" -> Metric.METRIC_DOT;
            default -> Metric.METRIC_UNSPECIFIED;
        };
    }

    CreateCollectionRequest request() {
        return CreateCollectionRequest.newBuilder()
                .setName(name)
                .setDimension(Integer.parseInt(dimension))
                .setMetric(metricOf())
                .setShards(shards.isEmpty() ? 0 : Integer.parseInt(shards))
                .setReplicationFactor(replicationFactor.isEmpty() ? 0 : Integer.parseInt(replicationFactor))
                .build();
    }

    /** The field that the router's answer is about; empty when it is about none. */
    static String field(VectronException failure) {
        return field(failure.code());
    }

    private static String field(ErrorCode code) {
        return switch (code) {
            case INVALID_COLLECTION_NAME, COLLECTION_EXISTS -> "name";
            case INVALID_DIMENSION -> "dimension";
            case INVALID_METRIC -> "metric";
            case INVALID_SHARD_COUNT -> "shards";
            case INVALID_REPLICATION_FACTOR -> "replicationFactor";
            default -> "";
        };
    }
}
