package io.vectron.pd.api;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.pd.soft.Instances;
import io.vectron.pd.soft.SoftFacts;
import io.vectron.pd.soft.Tenure;
import io.vectron.pd.soft.WorkerFacts;
import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.AnnounceRequest;
import io.vectron.proto.internal.v1.AnnounceResponse;
import io.vectron.proto.internal.v1.ListInstancesResponse;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaReport;
import io.vectron.proto.internal.v1.ReplicaReportsRequest;
import io.vectron.proto.internal.v1.ReplicaReportsResponse;
import io.vectron.proto.internal.v1.Shard;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** What dashboards ask the leader: who runs, and what the replicas report. Stateless. */
final class InstanceViews {
    private static final Comparator<ReplicaReport> BY_SHARD_AND_WORKER = Comparator.<ReplicaReport>comparingLong(
                    report -> report.getFacts().getShardId())
            .thenComparing(ReplicaReport::getWorkerId);

    private InstanceViews() {}

    /** @throws VectronException NOT_LEADER, INVALID_REQUEST, or OVERLOADED when there are too many services */
    static AnnounceResponse announce(PlacementMember member, AnnounceRequest request) {
        Tenure tenure = member.lead();
        if (request.getStopping()) {
            tenure.forget(InstanceChecks.checkId(request.getInstance()));
        } else if (!tenure.announce(InstanceChecks.check(request.getInstance()))) {
            throw new VectronException(
                    ErrorCode.OVERLOADED, "there are " + Instances.COUNT_MAX + " announced services already");
        }
        return AnnounceResponse.getDefaultInstance();
    }

    static ListInstancesResponse instances(PlacementMember member) {
        return ListInstancesResponse.newBuilder()
                .addAllInstances(member.lead().instances())
                .build();
    }

    /** Of shards that exist, from workers that were heard in this tenure, by shard and worker. */
    static ReplicaReportsResponse replicaReports(PlacementMember member, ReplicaReportsRequest request) {
        Tenure tenure = member.lead();
        PlacementState state = member.localState();
        Set<Long> shards = shards(state, request.getCollectionId());
        List<ReplicaReport> reports = tenure.read(facts -> reports(state, facts, shards, tenure.now()));
        reports.sort(BY_SHARD_AND_WORKER);
        return ReplicaReportsResponse.newBuilder().addAllReports(reports).build();
    }

    private static Set<Long> shards(PlacementState state, long collectionId) {
        if (collectionId == 0) {
            return new HashSet<>(state.shards().keySet());
        }
        Set<Long> shards = new HashSet<>();
        state.collections().stream()
                .filter(collection -> collection.getId() == collectionId)
                .flatMap(collection -> collection.getShardsList().stream())
                .map(Shard::getId)
                .forEach(shards::add);
        return shards;
    }

    private static List<ReplicaReport> reports(PlacementState state, SoftFacts facts, Set<Long> shards, long now) {
        List<ReplicaReport> reports = new ArrayList<>();
        for (String workerId : state.workers().keySet()) {
            facts.worker(workerId)
                    .filter(WorkerFacts::isHeard)
                    .ifPresent(worker -> addReports(reports, workerId, worker, shards, now));
        }
        return reports;
    }

    private static void addReports(
            List<ReplicaReport> reports, String workerId, WorkerFacts worker, Set<Long> shards, long now) {
        long silent = TimeUnit.NANOSECONDS.toMillis(now - worker.contactNanos());
        for (ReplicaFacts replica : worker.replicas().values()) {
            if (shards.contains(replica.getShardId())) {
                reports.add(ReplicaReport.newBuilder()
                        .setWorkerId(workerId)
                        .setMillisSinceHeartbeat(silent)
                        .setFacts(replica)
                        .build());
            }
        }
    }
}
