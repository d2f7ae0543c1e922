package io.vectron.pd.api;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.model.CollectionNames;
import io.vectron.pd.plan.Candidate;
import io.vectron.pd.plan.CollectionSpec;
import io.vectron.pd.plan.PlacementPlanner;
import io.vectron.pd.soft.Tenure;
import io.vectron.pd.state.Outcome;
import io.vectron.pd.state.PlacementState;
import io.vectron.pd.state.Transitions;
import io.vectron.proto.internal.v1.AnnounceRequest;
import io.vectron.proto.internal.v1.AnnounceResponse;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.HeartbeatResponse;
import io.vectron.proto.internal.v1.ListInstancesRequest;
import io.vectron.proto.internal.v1.ListInstancesResponse;
import io.vectron.proto.internal.v1.PlacementCommand;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.proto.internal.v1.PutCollection;
import io.vectron.proto.internal.v1.PutWorker;
import io.vectron.proto.internal.v1.RegisterWorkerRequest;
import io.vectron.proto.internal.v1.RegisterWorkerResponse;
import io.vectron.proto.internal.v1.RemoveCollection;
import io.vectron.proto.internal.v1.ReplicaReportsRequest;
import io.vectron.proto.internal.v1.ReplicaReportsResponse;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.WatchRequest;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionResponse;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.ListCollectionsRequest;
import io.vectron.proto.v1.ListCollectionsResponse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The placement driver's gRPC operations. Each decides on what the state and the facts are, proposes where something is
 * to change, and answers from the result.
 *
 * <p>Concurrency: stateless but for {@code watches}, which only counts, and {@code addressClaims}, which any thread may
 * use. Calls block their virtual threads.
 */
public final class PlacementService extends PlacementGrpc.PlacementImplBase {
    /** Routers, dashboards and tools of the largest cluster; each costs a thread of a few KiB and a stream. */
    static final int WATCHES_MAX = 4_096;
    /** Each heartbeats every second and has an entry in every map. */
    static final int WORKERS_MAX = 4_096;

    private static final Logger LOG = LoggerFactory.getLogger(PlacementService.class);

    private final PlacementMember member;
    private final LongSupplier currentTimeMillis;
    private final CommandObserver commands;
    private final AddressClaims addressClaims = new AddressClaims();
    private final AtomicInteger watches = new AtomicInteger();

    public PlacementService(PlacementMember member, LongSupplier currentTimeMillis, CommandObserver commands) {
        this.member = member;
        this.currentTimeMillis = currentTimeMillis;
        this.commands = commands;
    }

    /** Watches that run now. */
    public int openWatches() {
        return watches.get();
    }

    @Override
    public void registerWorker(RegisterWorkerRequest request, StreamObserver<RegisterWorkerResponse> answer) {
        reply(answer, () -> register(request));
    }

    private RegisterWorkerResponse register(RegisterWorkerRequest request) {
        Worker worker = WorkerChecks.check(request.getWorker());
        Tenure tenure = member.lead();
        PlacementState state = member.currentState();
        String cluster = clusterId(state);
        if (!request.getClusterId().isEmpty() && !request.getClusterId().equals(cluster)) {
            throw new VectronException(
                    ErrorCode.CLUSTER_MISMATCH,
                    "worker " + worker.getId() + " belongs to cluster " + request.getClusterId() + ", this is cluster "
                            + cluster,
                    Map.of("worker", worker.getId(), "expected", cluster, "found", request.getClusterId()));
        }
        if (state.worker(worker.getId()).isEmpty() && state.workers().size() >= WORKERS_MAX) {
            throw new VectronException(
                    ErrorCode.OVERLOADED,
                    "the cluster has " + state.workers().size() + " workers, its limit is " + WORKERS_MAX);
        }
        addressClaims.whileClaimed(worker, () -> putWorker(worker, tenure));
        LOG.info(
                "worker {} registered: grpc {}, raft {}", worker.getId(), worker.getAddress(), worker.getRaftAddress());
        return RegisterWorkerResponse.newBuilder()
                .setClusterId(cluster)
                .setRevision(member.localState().revision())
                .build();
    }

    /** The facts are this leader's alone, so the check is made here and not where commands are applied. */
    private void putWorker(Worker worker, Tenure tenure) {
        // read anew: a registration that ended before this one had its claim is applied here by now
        PlacementState state = member.localState();
        tenure.read(facts -> {
            WorkerChecks.checkAddressesAreFree(worker, state, facts);
            return state;
        });
        proposeOrThrow(PlacementCommand.newBuilder()
                .setPutWorker(PutWorker.newBuilder().setWorker(worker))
                .build());
        tenure.registered(worker.getId());
    }

    private static String clusterId(PlacementState state) {
        if (state.clusterId().isEmpty()) {
            throw new VectronException(ErrorCode.NOT_READY, "the cluster has no id yet: its first leader is starting");
        }
        return state.clusterId();
    }

    @Override
    public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> answer) {
        reply(answer, () -> takeHeartbeat(request));
    }

    private HeartbeatResponse takeHeartbeat(HeartbeatRequest request) {
        Tenure tenure = member.lead();
        checkKnown(request.getWorkerId());
        tenure.heartbeat(request);
        long local = member.localState().revision();
        if (request.getKnownRevision() == local || request.getStopping()) {
            return HeartbeatResponse.newBuilder().setRevision(local).build();
        }
        // the worker deletes what the list does not name, so a deposed leader's old list must not reach it
        PlacementState state = member.currentState();
        if (request.getKnownRevision() > state.revision()) {
            throw new VectronException(
                    ErrorCode.CLUSTER_MISMATCH,
                    "worker " + request.getWorkerId() + " knows revision " + request.getKnownRevision()
                            + ", this cluster is at " + state.revision() + ": the worker's map is another cluster's",
                    Map.of(
                            "worker", request.getWorkerId(),
                            "found", Long.toString(request.getKnownRevision()),
                            "expected", Long.toString(state.revision())));
        }
        return HeartbeatResponse.newBuilder()
                .setRevision(state.revision())
                .setHasAssignments(true)
                .addAllAssignments(Assignments.of(state, request.getWorkerId()))
                .build();
    }

    private void checkKnown(String workerId) {
        Worker worker = member.localState()
                .worker(workerId)
                .or(() -> member.currentState().worker(workerId))
                .orElseThrow(() -> Transitions.unknown(workerId).toException());
        if (worker.getState() == WorkerState.WORKER_STATE_REMOVED) {
            throw Transitions.removed(workerId).toException();
        }
    }

    @Override
    public void watch(WatchRequest request, StreamObserver<WatchEvent> answer) {
        try {
            Tenure tenure = member.lead();
            if (watches.incrementAndGet() > WATCHES_MAX) {
                watches.decrementAndGet();
                throw new VectronException(ErrorCode.OVERLOADED, "there are " + WATCHES_MAX + " watches already");
            }
            new Watcher(member, tenure, (ServerCallStreamObserver<WatchEvent>) answer, request.getFromRevision())
                    .start(watches::decrementAndGet);
        } catch (VectronException e) {
            answer.onError(GrpcErrors.toGrpc(e));
        }
    }

    @Override
    public void createCollection(CreateCollectionRequest request, StreamObserver<Collection> answer) {
        reply(answer, () -> create(request));
    }

    private Collection create(CreateCollectionRequest request) {
        CollectionSpec spec = CollectionSpec.of(request);
        Tenure tenure = member.lead();
        PlacementState state = member.currentState();
        clusterId(state);
        if (state.collection(spec.name()).isPresent()) {
            throw Transitions.nameIsTaken(spec.name()).toException();
        }
        CollectionMap placed = PlacementPlanner.place(
                spec, candidates(state, tenure), state.shards().size(), currentTimeMillis.getAsLong());
        Outcome outcome = proposeOrThrow(PlacementCommand.newBuilder()
                .setCreateCollection(PutCollection.newBuilder().setCollection(placed))
                .build());
        if (!(outcome instanceof Outcome.Created created)) {
            throw new IllegalStateException("creating collection " + spec.name() + " came to " + outcome);
        }
        LOG.info(
                "collection {} created: {} shards of {} replicas",
                spec.name(),
                spec.shards(),
                placed.getReplicationFactor());
        return tenure.read(facts -> CollectionViews.collection(member.localState(), created.collection(), facts));
    }

    /** Before everyone had the chance to be heard, "the ready workers" would be too few, and stay so in the placement. */
    private List<Candidate> candidates(PlacementState state, Tenure tenure) {
        return tenure.read(facts -> {
            if (!facts.isSettled()) {
                throw new VectronException(
                        ErrorCode.NOT_READY,
                        "placement driver " + member.members().self() + " leads since "
                                + tenure.age().toMillis() + " ms and has not heard all workers yet; try again");
            }
            return CollectionViews.candidates(state, facts);
        });
    }

    @Override
    public void getCollection(GetCollectionRequest request, StreamObserver<Collection> answer) {
        reply(answer, () -> {
            CollectionNames.check(request.getName());
            Tenure tenure = member.lead();
            PlacementState state = member.currentState();
            CollectionMap map = state.collection(request.getName())
                    .orElseThrow(
                            () -> Transitions.noCollection(request.getName()).toException());
            return tenure.read(facts -> CollectionViews.collection(state, map, facts));
        });
    }

    @Override
    public void listCollections(ListCollectionsRequest request, StreamObserver<ListCollectionsResponse> answer) {
        reply(answer, () -> {
            Tenure tenure = member.lead();
            PlacementState state = member.currentState();
            return tenure.read(facts -> ListCollectionsResponse.newBuilder()
                    .addAllCollections(state.collectionsByName().stream()
                            .map(map -> CollectionViews.collection(state, map, facts))
                            .toList())
                    .build());
        });
    }

    @Override
    public void deleteCollection(DeleteCollectionRequest request, StreamObserver<DeleteCollectionResponse> answer) {
        reply(answer, () -> {
            CollectionNames.check(request.getName());
            member.lead();
            proposeOrThrow(PlacementCommand.newBuilder()
                    .setDeleteCollection(RemoveCollection.newBuilder().setName(request.getName()))
                    .build());
            LOG.info("collection {} deleted", request.getName());
            return DeleteCollectionResponse.getDefaultInstance();
        });
    }

    @Override
    public void clusterStatus(ClusterStatusRequest request, StreamObserver<ClusterStatusResponse> answer) {
        reply(answer, () -> ClusterViews.status(member));
    }

    @Override
    public void announce(AnnounceRequest request, StreamObserver<AnnounceResponse> answer) {
        reply(answer, () -> InstanceViews.announce(member, request));
    }

    @Override
    public void listInstances(ListInstancesRequest request, StreamObserver<ListInstancesResponse> answer) {
        reply(answer, () -> InstanceViews.instances(member));
    }

    @Override
    public void replicaReports(ReplicaReportsRequest request, StreamObserver<ReplicaReportsResponse> answer) {
        reply(answer, () -> InstanceViews.replicaReports(member, request));
    }

    private Outcome proposeOrThrow(PlacementCommand command) {
        String kind = command.getCommandCase().name().toLowerCase(Locale.ROOT);
        Outcome outcome;
        try {
            outcome = member.propose(command);
        } catch (VectronException e) {
            commands.proposed(kind, e.code().name());
            throw e;
        }
        commands.proposed(kind, outcome instanceof Outcome.Refused ? "refused" : "applied");
        if (outcome instanceof Outcome.Refused refused) {
            throw refused.toException();
        }
        return outcome;
    }

    private static <T> void reply(StreamObserver<T> answer, Supplier<T> operation) {
        T result;
        try {
            result = operation.get();
        } catch (RuntimeException e) {
            if (!(e instanceof VectronException)) {
                LOG.error("a call failed unexpectedly", e);
            }
            answer.onError(GrpcErrors.toGrpc(e));
            return;
        }
        answer.onNext(result);
        answer.onCompleted();
    }
}
