package io.vectron.router;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.model.KeyRanges;
import io.vectron.proto.internal.v1.AnnounceRequest;
import io.vectron.proto.internal.v1.AnnounceResponse;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.WatchRequest;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerStatus;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionResponse;
import io.vectron.proto.v1.Epoch;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.KeyRange;
import io.vectron.proto.v1.ListCollectionsRequest;
import io.vectron.proto.v1.ListCollectionsResponse;
import io.vectron.proto.v1.ShardStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A placement driver of one member that keeps everything in memory and does at once what it is told. */
final class FakePlacement extends PlacementGrpc.PlacementImplBase implements AutoCloseable {
    final Server server;
    final List<Long> watchedFrom = new CopyOnWriteArrayList<>();
    final List<AnnounceRequest> announced = new CopyOnWriteArrayList<>();
    final AtomicInteger changes = new AtomicInteger();
    /** When true, changes are done and their answers never arrive. */
    volatile boolean losesAnswers;

    private final List<ServerCallStreamObserver<WatchEvent>> watchers = new CopyOnWriteArrayList<>();
    private final Map<String, CollectionMap> collections = new TreeMap<>();
    private final Map<String, Worker> workers = new TreeMap<>();
    private final Map<Long, ShardLeader> leaders = new TreeMap<>();
    private long revision = 1;
    private long nextId = 1;
    private long term = 1;

    FakePlacement() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .build()
                .start();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    // ---- what tests do ----

    synchronized void put(Worker worker) {
        workers.put(
                worker.getId(), worker.toBuilder().setModRevision(++revision).build());
        publish(WatchEvent.newBuilder().addWorkers(workers.get(worker.getId())));
    }

    synchronized void lead(long shardId, String workerId) {
        ShardLeader leader = ShardLeader.newBuilder()
                .setShardId(shardId)
                .setWorkerId(workerId)
                .setTerm(++term)
                .build();
        leaders.put(shardId, leader);
        publish(WatchEvent.newBuilder().addLeaders(leader));
    }

    synchronized CollectionMap collection(String name) {
        CollectionMap found = collections.get(name);
        if (found == null) {
            throw new IllegalStateException("no collection " + name);
        }
        return found;
    }

    /** Replaces the shards and tells the watchers, unless they are to find out later. */
    synchronized void change(String name, List<Shard> shards) {
        CollectionMap changed = collection(name).toBuilder()
                .clearShards()
                .addAllShards(shards)
                .setModRevision(++revision)
                .build();
        collections.put(name, changed);
        publish(WatchEvent.newBuilder().addCollections(changed));
    }

    synchronized long newShardId() {
        return nextId++;
    }

    /** Ends every watch, as a restart would. */
    synchronized void dropWatchers() {
        watchers.forEach(watcher -> watcher.onError(io.grpc.Status.UNAVAILABLE.asRuntimeException()));
        watchers.clear();
    }

    private void publish(WatchEvent.Builder event) {
        WatchEvent built = event.setRevision(revision).setClusterId("test").build();
        watchers.removeIf(ServerCallStreamObserver::isCancelled);
        watchers.forEach(watcher -> watcher.onNext(built));
    }

    // ---- the service ----

    @Override
    public synchronized void watch(WatchRequest request, StreamObserver<WatchEvent> out) {
        watchedFrom.add(request.getFromRevision());
        ServerCallStreamObserver<WatchEvent> call = (ServerCallStreamObserver<WatchEvent>) out;
        call.setOnCancelHandler(() -> watchers.remove(call));
        out.onNext(WatchEvent.newBuilder()
                .setRevision(revision)
                .setClusterId("test")
                .setSnapshot(true)
                .addAllCollections(collections.values())
                .addAllWorkers(workers.values())
                .addAllLeaders(leaders.values())
                .build());
        watchers.add(call);
    }

    @Override
    public synchronized void createCollection(CreateCollectionRequest request, StreamObserver<Collection> out) {
        answer(out, () -> {
            if (collections.containsKey(request.getName())) {
                throw new VectronException(ErrorCode.COLLECTION_EXISTS, "exists", Map.of("name", request.getName()));
            }
            CollectionMap made = place(request);
            collections.put(request.getName(), made);
            publish(WatchEvent.newBuilder().addCollections(made).addAllLeaders(leaders.values()));
            return changed(status(made));
        });
    }

    private CollectionMap place(CreateCollectionRequest request) {
        CollectionMap.Builder made = CollectionMap.newBuilder()
                .setId(nextId++)
                .setName(request.getName())
                .setDimension(request.getDimension())
                .setMetric(request.getMetric())
                .setReplicationFactor(workers.size())
                .setModRevision(++revision);
        List<Worker> all = new ArrayList<>(workers.values());
        int shards = Math.max(1, request.getShards());
        for (KeyRange range : KeyRanges.equalRanges(shards)) {
            long id = nextId++;
            made.addShards(shard(id, range, 1));
            if (!all.isEmpty()) {
                leaders.put(
                        id,
                        ShardLeader.newBuilder()
                                .setShardId(id)
                                .setWorkerId(all.get((int) (id % all.size())).getId())
                                .setTerm(++term)
                                .build());
            }
        }
        return made.build();
    }

    synchronized Shard shard(long id, KeyRange range, long rangeVersion) {
        Shard.Builder shard = Shard.newBuilder()
                .setId(id)
                .setRange(range)
                .setEpoch(Epoch.newBuilder().setMembershipVersion(1).setRangeVersion(rangeVersion));
        for (Worker worker : workers.values()) {
            shard.addReplicas(Replica.newBuilder().setWorkerId(worker.getId()).setRaftAddress(worker.getRaftAddress()));
        }
        return shard.build();
    }

    @Override
    public synchronized void getCollection(GetCollectionRequest request, StreamObserver<Collection> out) {
        answer(out, () -> status(require(request.getName())));
    }

    @Override
    public synchronized void listCollections(
            ListCollectionsRequest request, StreamObserver<ListCollectionsResponse> out) {
        answer(
                out,
                () -> ListCollectionsResponse.newBuilder()
                        .addAllCollections(collections.values().stream()
                                .map(FakePlacement::status)
                                .toList())
                        .build());
    }

    @Override
    public synchronized void deleteCollection(
            DeleteCollectionRequest request, StreamObserver<DeleteCollectionResponse> out) {
        answer(out, () -> {
            CollectionMap gone = require(request.getName());
            collections.remove(gone.getName());
            revision++;
            publish(WatchEvent.newBuilder().addRemovedCollections(gone.getId()));
            return changed(DeleteCollectionResponse.getDefaultInstance());
        });
    }

    private <T> T changed(T answer) {
        changes.incrementAndGet();
        if (losesAnswers) {
            throw io.grpc.Status.UNAVAILABLE
                    .withDescription("connection reset by a test")
                    .asRuntimeException();
        }
        return answer;
    }

    @Override
    public synchronized void clusterStatus(ClusterStatusRequest request, StreamObserver<ClusterStatusResponse> out) {
        answer(
                out,
                () -> ClusterStatusResponse.newBuilder()
                        .setClusterId("test")
                        .setRevision(revision)
                        .addMembers(PdMember.newBuilder().setAddress(address()).setLeader(true))
                        .addAllWorkers(workers.values().stream()
                                .map(worker -> WorkerStatus.newBuilder()
                                        .setWorker(worker)
                                        .build())
                                .toList())
                        .build());
    }

    @Override
    public void announce(AnnounceRequest request, StreamObserver<AnnounceResponse> out) {
        announced.add(request);
        out.onNext(AnnounceResponse.getDefaultInstance());
        out.onCompleted();
    }

    private CollectionMap require(String name) {
        CollectionMap found = collections.get(name);
        if (found == null) {
            throw new VectronException(
                    ErrorCode.COLLECTION_NOT_FOUND, "no collection is named '" + name + "'", Map.of("name", name));
        }
        return found;
    }

    private static Collection status(CollectionMap map) {
        Collection.Builder status = Collection.newBuilder()
                .setName(map.getName())
                .setDimension(map.getDimension())
                .setMetric(map.getMetric())
                .setRevision(map.getModRevision())
                .setReady(true);
        map.getShardsList()
                .forEach(shard -> status.addShards(ShardStatus.newBuilder()
                        .setShardId(shard.getId())
                        .setRange(shard.getRange())
                        .setEpoch(shard.getEpoch())));
        return status.build();
    }

    private static <T> void answer(StreamObserver<T> out, Supplier<T> work) {
        try {
            out.onNext(work.get());
            out.onCompleted();
        } catch (VectronException | io.grpc.StatusRuntimeException e) {
            out.onError(GrpcErrors.toGrpc(e));
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
