package io.vectron.admin.cluster;

import io.vectron.admin.cluster.Alert.Kind;
import io.vectron.admin.live.Sample;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.WorkerLoad;
import io.vectron.proto.internal.v1.WorkerStatus;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.ReplicaStatus;
import io.vectron.proto.v1.ShardStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong in one sample. Pure; each alert's {@code since} is the sample's time, see {@link AlertLog}. */
final class Alerts {
    /** Below this share of free space merges may no longer find room for their output. */
    static final double DISK_FREE_MIN = 0.10;

    private static final String CLUSTER = "/cluster";

    private final Sample sample;
    private final Map<String, WorkerHealth> workers = new HashMap<>();
    private final List<Alert> found = new ArrayList<>();

    private Alerts(Sample sample) {
        this.sample = sample;
        sample.workers().forEach(status -> workers.put(status.getWorker().getId(), WorkerHealth.of(status, 0)));
    }

    /** Ordered by kind, then subject. */
    static List<Alert> of(Sample sample) {
        Alerts alerts = new Alerts(sample);
        alerts.checkPlacement();
        sample.workers().forEach(alerts::checkWorker);
        for (Collection collection : sample.collectionList()) {
            collection.getShardsList().forEach(shard -> alerts.checkShard(collection, shard));
        }
        alerts.checkReplicas();
        alerts.found.sort(Comparator.comparing(Alert::kind).thenComparing(Alert::subject));
        return List.copyOf(alerts.found);
    }

    private void checkPlacement() {
        if (sample.collections().isStale() || sample.collections().isMissing()) {
            add(Kind.PLACEMENT_SILENT, "placement driver", sample.collections().problem(), CLUSTER);
        }
        if (!sample.instances().isFresh()) {
            // who announced itself is the only sign of life of a member that does not lead
            return;
        }
        Set<String> alive = new HashSet<>();
        sample.instancesOf(InstanceRole.INSTANCE_ROLE_PD)
                .forEach(status -> alive.add(status.getInstance().getAddress()));
        for (PdMember member : sample.cluster().map(ClusterStatusResponse::getMembersList, List.<PdMember>of())) {
            if (!alive.isEmpty() && !member.getLeader() && !alive.contains(member.getAddress())) {
                add(Kind.PLACEMENT_MEMBER_MISSING, member.getAddress(), "has not announced itself for 10 s", CLUSTER);
            }
        }
    }

    private void checkWorker(WorkerStatus status) {
        String address = status.getWorker().getAddress();
        switch (workers.getOrDefault(status.getWorker().getId(), WorkerHealth.UNHEARD)) {
            case DOWN ->
                add(
                        Kind.WORKER_DOWN,
                        address,
                        "the placement driver gave it up; it held " + status.getReplicas() + " replicas",
                        CLUSTER);
            case SILENT ->
                add(
                        Kind.WORKER_SILENT,
                        address,
                        "no heartbeat for more than " + WorkerHealth.SILENT_AFTER_MILLIS / 1_000 + " s",
                        CLUSTER);
            case READY, JOINING, DRAINING, UNHEARD -> checkDisk(address, status.getLoad());
            case REMOVED -> {}
        }
    }

    private void checkDisk(String address, WorkerLoad load) {
        long all = load.getDiskUsedBytes() + load.getDiskFreeBytes();
        if (all > 0 && load.getDiskFreeBytes() < all * DISK_FREE_MIN) {
            long percent = load.getDiskFreeBytes() * 100 / all;
            add(Kind.DISK_NEARLY_FULL, address, percent + " % of the disk is free", CLUSTER);
        }
    }

    private void checkShard(Collection collection, ShardStatus shard) {
        String subject = collection.getName() + " / " + Long.toUnsignedString(shard.getShardId());
        boolean leads = !shard.getLeader().isEmpty() && serves(shard.getLeader());
        if (!leads) {
            String reason = shard.getLeader().isEmpty()
                    ? "no replica leads it: writes and strong reads wait"
                    : "its leader's worker does not serve: writes and strong reads wait for an election";
            addOf(collection, Kind.SHARD_LEADERLESS, subject, reason);
        }
        long alive = shard.getReplicasList().stream().filter(this::counts).count();
        if (alive < collection.getReplicationFactor()) {
            addOf(
                    collection,
                    Kind.SHARD_UNDER_REPLICATED,
                    subject,
                    alive + " of " + collection.getReplicationFactor() + " replicas serve");
        }
    }

    private boolean serves(String workerId) {
        return workers.getOrDefault(workerId, WorkerHealth.UNHEARD).isServing();
    }

    private boolean counts(ReplicaStatus replica) {
        return serves(replica.getWorkerId())
                && (replica.getRole().equals("leader") || replica.getRole().equals("follower"));
    }

    private void checkReplicas() {
        for (Collection collection : sample.collectionList()) {
            for (ShardStatus shard : collection.getShardsList()) {
                for (ReplicaStatus replica : shard.getReplicasList()) {
                    if (replica.getRole().equals("failed")) {
                        String why = sample.report(shard.getShardId(), replica.getWorkerId())
                                .map(report -> report.getFacts().getFailure())
                                .orElse("");
                        addOf(
                                collection,
                                Kind.REPLICA_FAILED,
                                collection.getName() + " / " + Long.toUnsignedString(shard.getShardId()) + " on "
                                        + replica.getAddress(),
                                why.isEmpty() ? "it stopped after a failure; its worker's log says why" : why);
                    }
                }
            }
        }
    }

    private void add(Kind kind, String subject, String reason, String link) {
        found.add(new Alert(kind, subject, reason, "", link, sample.at()));
    }

    private void addOf(Collection collection, Kind kind, String subject, String reason) {
        found.add(new Alert(
                kind, subject, reason, collection.getName(), "/collections/" + collection.getName(), sample.at()));
    }
}
