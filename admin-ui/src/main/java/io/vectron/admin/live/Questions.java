package io.vectron.admin.live;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vectron.errors.VectronException;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.InstanceStatus;
import io.vectron.proto.internal.v1.ListInstancesRequest;
import io.vectron.proto.internal.v1.PlacementGrpc.PlacementBlockingStub;
import io.vectron.proto.internal.v1.ReplicaReport;
import io.vectron.proto.internal.v1.ReplicaReportsRequest;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.ListCollectionsRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/** What the placement driver is asked for one sample. Used by the sampling thread only. */
final class Questions {
    private final PlacementClient placement;
    private final Duration timeout;

    Questions(PlacementClient placement, Duration timeout) {
        this.placement = placement;
        this.timeout = timeout;
    }

    /**
     * The next sample. The collections come first: only the leader answers them, and the client then asks it for the rest,
     * which a follower would answer without what heartbeats told the leader.
     */
    Sample ask(Sample before, Instant now) {
        Reading<List<Collection>> collections = read(
                before.collections(),
                stub -> stub.listCollections(ListCollectionsRequest.getDefaultInstance())
                        .getCollectionsList(),
                now);
        if (!collections.isFresh() && !collections.isNotOffered()) {
            // no leader: the other questions would wait as long for the same failure
            String reason = collections.problem();
            return new Sample(
                    before.number() + 1,
                    now,
                    before.cluster().failed(reason),
                    collections,
                    before.instances().failed(reason),
                    before.reports().failed(reason));
        }
        Reading<ClusterStatusResponse> cluster =
                read(before.cluster(), stub -> stub.clusterStatus(ClusterStatusRequest.getDefaultInstance()), now);
        Reading<List<InstanceStatus>> instances = read(
                before.instances(),
                stub -> stub.listInstances(ListInstancesRequest.getDefaultInstance())
                        .getInstancesList(),
                now);
        Reading<List<ReplicaReport>> reports = read(
                before.reports(),
                stub -> stub.replicaReports(ReplicaReportsRequest.getDefaultInstance())
                        .getReportsList(),
                now);
        return new Sample(before.number() + 1, now, cluster, collections, instances, reports);
    }

    private <T> Reading<T> read(Reading<T> before, Function<PlacementBlockingStub, T> question, Instant now) {
        try {
            return Reading.fresh(placement.call(question, timeout), now);
        } catch (VectronException e) {
            return before.failed(e.getMessage());
        } catch (StatusRuntimeException e) {
            return e.getStatus().getCode() == Status.Code.UNIMPLEMENTED
                    ? Reading.notOffered("the placement driver does not offer this yet", now)
                    : before.failed("the placement driver failed: " + e.getStatus());
        }
    }
}
