package io.vectron.admin.collections;

import io.vectron.admin.live.Sample;
import io.vectron.proto.internal.v1.ReplicaReport;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.ShardStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One line of the list.
 *
 * @param searches per second and shard, added up over the replicas' reports and divided by the shards; null when not
 *     reported
 */
record CollectionRow(
        String name,
        int dimension,
        String metric,
        int shards,
        int replicationFactor,
        long points,
        long sizeBytes,
        @Nullable Double searches,
        boolean ready,
        int shardsReady) {

    static CollectionRow of(Sample sample, Collection collection) {
        List<ShardStatus> shards = collection.getShardsList();
        return new CollectionRow(
                collection.getName(),
                collection.getDimension(),
                metric(collection.getMetric()),
                shards.size(),
                collection.getReplicationFactor(),
                collection.getPoints(),
                shards.stream().mapToLong(ShardStatus::getSizeBytes).sum(),
                searches(sample, shards),
                collection.getReady(),
                (int) shards.stream().filter(ShardStatus::getReady).count());
    }

    static String metric(Metric metric) {
        return switch (metric) {
            case METRIC_L2 -> "l2";
            case METRIC_COSINE -> "cosine";
            case METRIC_DOT -> "dot";
            case METRIC_UNSPECIFIED, UNRECOGNIZED -> "?";
        };
    }

    /** Every search asks each shard once, at one of its replicas. */
    private static @Nullable Double searches(Sample sample, List<ShardStatus> shards) {
        List<ReplicaReport> reports = shards.stream()
                .flatMap(shard -> shard.getReplicasList().stream()
                        .map(replica -> sample.report(shard.getShardId(), replica.getWorkerId()))
                        .flatMap(Optional::stream))
                .toList();
        return reports.isEmpty()
                ? null
                : reports.stream()
                                .mapToDouble(report -> report.getFacts().getSearchesPerSecond())
                                .sum()
                        / shards.size();
    }
}
