package io.vectron.admin.live;

import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.InstanceStatus;
import io.vectron.proto.internal.v1.ReplicaReport;
import io.vectron.proto.internal.v1.TrafficRates;
import io.vectron.proto.internal.v1.WorkerStatus;
import io.vectron.proto.v1.Collection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the placement driver said at one moment. Immutable.
 *
 * @param number counts up from 0, which is the sample before the first question
 */
public record Sample(
        long number,
        Instant at,
        Reading<ClusterStatusResponse> cluster,
        Reading<List<Collection>> collections,
        Reading<List<InstanceStatus>> instances,
        Reading<List<ReplicaReport>> reports) {

    static Sample before(Instant now) {
        return new Sample(
                0, now, Reading.waiting(now), Reading.waiting(now), Reading.waiting(now), Reading.waiting(now));
    }

    public List<WorkerStatus> workers() {
        return cluster.map(ClusterStatusResponse::getWorkersList, List.of());
    }

    public List<Collection> collectionList() {
        return collections.known().orElse(List.of());
    }

    public Optional<Collection> collection(String name) {
        return collectionList().stream()
                .filter(collection -> collection.getName().equals(name))
                .findFirst();
    }

    public List<InstanceStatus> instancesOf(InstanceRole role) {
        return instances.known().orElse(List.of()).stream()
                .filter(status -> status.getInstance().getRole() == role)
                .toList();
    }

    /** The report of one replica. */
    public Optional<ReplicaReport> report(long shardId, String workerId) {
        return reports.known().orElse(List.of()).stream()
                .filter(report -> report.getFacts().getShardId() == shardId
                        && report.getWorkerId().equals(workerId))
                .findFirst();
    }

    public Optional<WorkerStatus> worker(String id) {
        return workers().stream()
                .filter(status -> status.getWorker().getId().equals(id))
                .findFirst();
    }

    /** The rates of every router that reports them. */
    public List<TrafficRates> traffic() {
        return instancesOf(InstanceRole.INSTANCE_ROLE_ROUTER).stream()
                .filter(status -> status.getInstance().hasTraffic())
                .map(status -> status.getInstance().getTraffic())
                .toList();
    }

    /** Live points of all collections by the latest reports of the shards' leaders. */
    public long points() {
        return collectionList().stream().mapToLong(Collection::getPoints).sum();
    }
}
