package io.vectron.admin.cluster;

import io.vectron.admin.live.Sample;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.InstanceStatus;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.TrafficRates;
import io.vectron.proto.internal.v1.WorkerLoad;
import io.vectron.proto.internal.v1.WorkerStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Everything that runs, in one sample. */
record ClusterView(
        Sample sample,
        String clusterId,
        long revision,
        List<MemberRow> members,
        List<WorkerRow> workers,
        List<InstanceRow> instances) {

    /** @param word {@code leader}, {@code follower} or {@code missing} */
    record MemberRow(String address, String raftAddress, String word, String tone) {}

    /**
     * @param heartbeatMillis since the last one, when the sample was taken; null when there was none
     * @param cpu share of all cores, 0..1; null while the worker does not serve
     * @param diskShare used share of the disk; null when not reported
     */
    record WorkerRow(
            String id,
            String address,
            WorkerHealth health,
            Map<String, String> labels,
            int replicas,
            int leaders,
            @Nullable Long heartbeatMillis,
            @Nullable Double cpu,
            @Nullable Long heapBytes,
            @Nullable Long diskUsedBytes,
            @Nullable Long diskFreeBytes,
            @Nullable Double diskShare) {}

    /** A router or a dashboard. */
    record InstanceRow(
            String role,
            String address,
            String httpAddress,
            String managementAddress,
            String version,
            long startedAt,
            long announcedMillis,
            @Nullable TrafficRates traffic) {}

    static ClusterView of(Sample sample, List<Alert> alerts) {
        ClusterStatusResponse cluster = sample.cluster().known().orElse(ClusterStatusResponse.getDefaultInstance());
        return new ClusterView(
                sample,
                cluster.getClusterId(),
                cluster.getRevision(),
                cluster.getMembersList().stream()
                        .map(member -> member(member, alerts))
                        .toList(),
                cluster.getWorkersList().stream().map(ClusterView::worker).toList(),
                Stream.of(InstanceRole.INSTANCE_ROLE_ROUTER, InstanceRole.INSTANCE_ROLE_ADMIN)
                        .flatMap(role -> sample.instancesOf(role).stream())
                        .map(ClusterView::instance)
                        .toList());
    }

    private static MemberRow member(PdMember member, List<Alert> alerts) {
        boolean isMissing = alerts.stream()
                .anyMatch(alert -> alert.kind() == Alert.Kind.PLACEMENT_MEMBER_MISSING
                        && alert.subject().equals(member.getAddress()));
        if (isMissing) {
            return new MemberRow(member.getAddress(), member.getRaftAddress(), "missing", "warn");
        }
        return member.getLeader()
                ? new MemberRow(member.getAddress(), member.getRaftAddress(), "leader", "lead")
                : new MemberRow(member.getAddress(), member.getRaftAddress(), "follower", "ok");
    }

    private static WorkerRow worker(WorkerStatus status) {
        WorkerHealth health = WorkerHealth.of(status, 0);
        WorkerLoad load = status.getLoad();
        boolean reports = status.hasLoad();
        long disk = load.getDiskUsedBytes() + load.getDiskFreeBytes();
        return new WorkerRow(
                status.getWorker().getId(),
                status.getWorker().getAddress(),
                health,
                new TreeMap<>(status.getWorker().getLabelsMap()),
                status.getReplicas(),
                status.getLeaders(),
                status.getMillisSinceHeartbeat() < 0 ? null : status.getMillisSinceHeartbeat(),
                reports && health.isServing() ? load.getCpu() : null,
                reports && health.isServing() ? load.getHeapBytes() : null,
                reports ? load.getDiskUsedBytes() : null,
                reports ? load.getDiskFreeBytes() : null,
                disk > 0 ? (double) load.getDiskUsedBytes() / disk : null);
    }

    private static InstanceRow instance(InstanceStatus status) {
        var instance = status.getInstance();
        return new InstanceRow(
                instance.getRole() == InstanceRole.INSTANCE_ROLE_ROUTER ? "router" : "dashboard",
                instance.getAddress(),
                instance.getHttpAddress(),
                instance.getManagementAddress(),
                instance.getVersion(),
                instance.getStartedAtMillis(),
                status.getMillisSinceAnnounced(),
                instance.hasTraffic() ? instance.getTraffic() : null);
    }
}
