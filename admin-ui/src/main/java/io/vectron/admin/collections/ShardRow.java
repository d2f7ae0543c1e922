package io.vectron.admin.collections;

import io.vectron.admin.live.Sample;
import io.vectron.model.KeyRanges;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaReport;
import io.vectron.proto.v1.ReplicaStatus;
import io.vectron.proto.v1.ShardStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One shard of the collection page, with its replicas. */
record ShardRow(
        String id,
        String range,
        String epoch,
        String leader,
        long points,
        long sizeBytes,
        boolean ready,
        List<ReplicaRow> replicas) {

    /**
     * One replica; what its worker did not report is null.
     *
     * @param tone {@code lead}, {@code ok}, {@code info}, {@code bad}
     * @param lag sequences that the leader has applied and this one has not
     */
    record ReplicaRow(
            String workerId,
            String address,
            String role,
            String tone,
            String failure,
            long applied,
            @Nullable Long lag,
            @Nullable Long memtableBytes,
            @Nullable Integer segments,
            @Nullable Integer buckets,
            @Nullable Double searches,
            @Nullable Double writes,
            @Nullable Double p99Micros) {}

    static ShardRow of(Sample sample, ShardStatus shard) {
        Optional<ReplicaStatus> leader = shard.getReplicasList().stream()
                .filter(replica -> replica.getWorkerId().equals(shard.getLeader()))
                .findFirst();
        return new ShardRow(
                Long.toUnsignedString(shard.getShardId()),
                KeyRanges.show(shard.getRange()),
                shard.getEpoch().getMembershipVersion() + "." + shard.getEpoch().getRangeVersion(),
                leader.map(ReplicaStatus::getAddress).orElse(""),
                shard.getPoints(),
                shard.getSizeBytes(),
                shard.getReady(),
                shard.getReplicasList().stream()
                        .map(replica -> replica(sample, shard, replica, leader.orElse(null)))
                        .toList());
    }

    private static ReplicaRow replica(
            Sample sample, ShardStatus shard, ReplicaStatus replica, @Nullable ReplicaStatus leader) {
        @Nullable
        ReplicaFacts facts = sample.report(shard.getShardId(), replica.getWorkerId())
                .map(ReplicaReport::getFacts)
                .orElse(null);
        return new ReplicaRow(
                replica.getWorkerId(),
                replica.getAddress(),
                replica.getRole(),
                tone(replica.getRole()),
                facts == null ? "" : facts.getFailure(),
                replica.getAppliedSequence(),
                lag(replica, leader),
                facts == null ? null : facts.getMemtableBytes(),
                facts == null ? null : facts.getSegments(),
                facts == null ? null : facts.getBuckets(),
                facts == null ? null : facts.getSearchesPerSecond(),
                facts == null ? null : facts.getWritesPerSecond(),
                facts == null || facts.getSearchP99Micros() <= 0 ? null : facts.getSearchP99Micros());
    }

    /** The two numbers come from different heartbeats, so a follower may seem to be ahead for a moment. */
    private static @Nullable Long lag(ReplicaStatus replica, @Nullable ReplicaStatus leader) {
        return leader == null || replica.getAppliedSequence() == 0
                ? null
                : Math.max(0, leader.getAppliedSequence() - replica.getAppliedSequence());
    }

    private static String tone(String role) {
        return switch (role) {
            case "leader" -> "lead";
            case "follower" -> "ok";
            case "failed" -> "bad";
            default -> "info";
        };
    }
}
