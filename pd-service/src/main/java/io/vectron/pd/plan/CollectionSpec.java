package io.vectron.pd.plan;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.CollectionNames;
import io.vectron.model.Limits;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.Metric;
import java.util.Map;

/**
 * A collection as asked for, with every value in its limits.
 *
 * @param shards 1 to {@link Limits#SHARDS_MAX}
 * @param replicationFactor 1 to {@link Limits#REPLICATION_FACTOR_MAX}, or 0 for "as many as usual"
 */
public record CollectionSpec(String name, int dimension, Metric metric, int shards, int replicationFactor) {
    public CollectionSpec {
        CollectionNames.check(name);
        Limits.checkRange(ErrorCode.INVALID_DIMENSION, "dimension", dimension, 1, Limits.DIMENSION_MAX);
        if (metric == Metric.METRIC_UNSPECIFIED || metric == Metric.UNRECOGNIZED) {
            throw new VectronException(
                    ErrorCode.INVALID_METRIC,
                    "metric must be l2, cosine or dot, found " + metric,
                    Map.of("field", "metric", "found", metric.name()));
        }
        Limits.checkRange(ErrorCode.INVALID_SHARD_COUNT, "shards", shards, 1, Limits.SHARDS_MAX);
        Limits.checkRange(
                ErrorCode.INVALID_REPLICATION_FACTOR,
                "replication_factor",
                replicationFactor,
                0,
                Limits.REPLICATION_FACTOR_MAX);
    }

    /** @throws VectronException with the code of the first value that is outside its limits */
    public static CollectionSpec of(CreateCollectionRequest request) {
        return new CollectionSpec(
                request.getName(),
                saturated(request.getDimension()),
                request.getMetric(),
                request.getShards() == 0 ? 1 : saturated(request.getShards()),
                saturated(request.getReplicationFactor()));
    }

    /** An unsigned number of the wire as an int; what does not fit is out of every limit anyway. */
    private static int saturated(int unsigned) {
        return unsigned < 0 ? Integer.MAX_VALUE : unsigned;
    }
}
