package io.vectron.admin.cluster;

import io.vectron.admin.live.Sample;
import io.vectron.admin.login.Viewer;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.WorkerStatus;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.ReplicaStatus;
import io.vectron.proto.v1.ShardStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The overview of one sample for one person.
 *
 * @param alerts those that concern the cluster or a collection that the person sees
 * @param hiddenShards shards of the shard map that are not drawn, because there are too many
 * @param routers null when the placement driver does not list instances
 */
record OverviewView(
        Sample sample,
        List<Alert> alerts,
        AlertLog.Health health,
        List<Check> checks,
        Share members,
        Share workers,
        Share shards,
        @Nullable Integer routers,
        long diskUsedBytes,
        long diskFreeBytes,
        List<CollectionRow> collections,
        int hiddenShards) {
    /** More squares than this are no picture any more. */
    private static final int SHARDS_SHOWN_MAX = 512;

    /** {@code good} of {@code all}. */
    record Share(int good, int all) {
        public boolean isWhole() {
            return good == all;
        }
    }

    /** @param tone {@code ok}, {@code warn}, {@code bad}, or {@code info} for what cannot be told */
    record Check(String claim, String tone, int alerts) {}

    record CollectionRow(String name, long points, boolean ready, List<ShardCell> shards) {}

    /**
     * @param replicas tone of each: {@code leader}, {@code ok}, {@code info} (starting), {@code bad}
     */
    record ShardCell(String id, String title, List<String> replicas) {}

    static OverviewView of(Sample sample, List<Alert> allAlerts, Viewer viewer) {
        List<Alert> alerts = allAlerts.stream()
                .filter(alert -> viewer.sees(alert.collection()))
                .toList();
        List<Collection> collections = sample.collectionList().stream()
                .filter(collection -> viewer.sees(collection.getName()))
                .toList();
        int shards = collections.stream().mapToInt(Collection::getShardsCount).sum();
        long leaderless = alerts.stream()
                .filter(alert -> alert.kind() == Alert.Kind.SHARD_LEADERLESS)
                .count();
        List<PdMember> members = sample.cluster().map(ClusterStatusResponse::getMembersList, List.<PdMember>of());
        long missing = alerts.stream()
                .filter(alert -> alert.kind() == Alert.Kind.PLACEMENT_MEMBER_MISSING)
                .count();
        List<WorkerStatus> workers = sample.workers();
        Map<String, WorkerHealth> health = new HashMap<>();
        workers.forEach(worker -> health.put(worker.getWorker().getId(), WorkerHealth.of(worker, 0)));
        int serving =
                (int) health.values().stream().filter(WorkerHealth::isServing).count();
        return new OverviewView(
                sample,
                alerts,
                AlertLog.Health.of(alerts),
                Stream.of(Alert.Kind.values())
                        .map(kind -> check(kind, alerts, sample))
                        .toList(),
                new Share(members.size() - (int) missing, members.size()),
                new Share(serving, workers.size()),
                new Share(shards - (int) leaderless, shards),
                sample.instances().isFresh()
                        ? sample.instancesOf(InstanceRole.INSTANCE_ROLE_ROUTER).size()
                        : null,
                workers.stream()
                        .mapToLong(worker -> worker.getLoad().getDiskUsedBytes())
                        .sum(),
                workers.stream()
                        .mapToLong(worker -> worker.getLoad().getDiskFreeBytes())
                        .sum(),
                rows(collections, health),
                Math.max(0, shards - SHARDS_SHOWN_MAX));
    }

    private static Check check(Alert.Kind kind, List<Alert> alerts, Sample sample) {
        int count = (int) alerts.stream().filter(alert -> alert.kind() == kind).count();
        if (count > 0) {
            return new Check(kind.title(), kind.tone(), count);
        }
        boolean isKnown = switch (kind) {
            case PLACEMENT_SILENT, SHARD_LEADERLESS, SHARD_UNDER_REPLICATED, REPLICA_FAILED ->
                sample.collections().isFresh();
            case WORKER_DOWN, WORKER_SILENT, DISK_NEARLY_FULL ->
                sample.cluster().isFresh();
            case PLACEMENT_MEMBER_MISSING -> sample.instances().isFresh();
        };
        return new Check(kind.claim(), isKnown ? "ok" : "info", 0);
    }

    private static List<CollectionRow> rows(List<Collection> collections, Map<String, WorkerHealth> health) {
        int[] left = {SHARDS_SHOWN_MAX};
        return collections.stream()
                .map(collection -> {
                    List<ShardCell> cells = collection.getShardsList().stream()
                            .limit(Math.max(0, left[0]))
                            .map(shard -> cell(shard, health))
                            .toList();
                    left[0] -= cells.size();
                    return new CollectionRow(
                            collection.getName(), collection.getPoints(), collection.getReady(), cells);
                })
                .toList();
    }

    private static ShardCell cell(ShardStatus shard, Map<String, WorkerHealth> health) {
        String id = Long.toUnsignedString(shard.getShardId());
        List<String> replicas = shard.getReplicasList().stream()
                .map(replica -> tone(replica, health))
                .toList();
        String words = String.join(
                ", ",
                shard.getReplicasList().stream()
                        .map(replica -> replica.getRole() + " on " + replica.getAddress())
                        .toList());
        return new ShardCell(id, "shard " + id + ": " + words, replicas);
    }

    private static String tone(ReplicaStatus replica, Map<String, WorkerHealth> health) {
        if (!health.getOrDefault(replica.getWorkerId(), WorkerHealth.UNHEARD).isServing()) {
            return "bad";
        }
        return switch (replica.getRole()) {
            case "leader" -> "leader";
            case "follower" -> "ok";
            case "failed" -> "bad";
            default -> "info";
        };
    }
}
