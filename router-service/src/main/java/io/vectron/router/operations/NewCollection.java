package io.vectron.router.operations;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.CollectionNames;
import io.vectron.model.Limits;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.Metric;
import java.util.Map;

/**
 * A collection to create, as the caller gave it.
 *
 * @param shards 0 for the default
 * @param replicationFactor 0 for the default
 */
public record NewCollection(String name, long dimension, Metric metric, long shards, long replicationFactor) {

    /**
     * @throws VectronException the code of the first value that is out of its range
     */
    CreateCollectionRequest checked() {
        CollectionNames.check(name);
        Limits.checkRange(ErrorCode.INVALID_DIMENSION, "dimension", dimension, 1, Limits.DIMENSION_MAX);
        if (metric == Metric.METRIC_UNSPECIFIED || metric == Metric.UNRECOGNIZED) {
            throw new VectronException(
                    ErrorCode.INVALID_METRIC, "metric must be l2, cosine or dot", Map.of("field", "metric"));
        }
        Limits.checkRange(ErrorCode.INVALID_SHARD_COUNT, "shards", shards, 0, Limits.SHARDS_MAX);
        Limits.checkRange(
                ErrorCode.INVALID_REPLICATION_FACTOR,
                "replication_factor",
                replicationFactor,
                0,
                Limits.REPLICATION_FACTOR_MAX);
        return CreateCollectionRequest.newBuilder()
                .setName(name)
                .setDimension((int) dimension)
                .setMetric(metric)
                .setShards((int) shards)
                .setReplicationFactor((int) replicationFactor)
                .build();
    }
}
