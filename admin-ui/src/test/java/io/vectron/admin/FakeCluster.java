package io.vectron.admin;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.ServerInterceptors;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.netty.handler.ssl.ClientAuth;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.DescribeIndexRequest;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import io.vectron.proto.internal.v1.InstanceStatus;
import io.vectron.proto.internal.v1.ListInstancesRequest;
import io.vectron.proto.internal.v1.ListInstancesResponse;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.proto.internal.v1.ReplicaReport;
import io.vectron.proto.internal.v1.ReplicaReportsRequest;
import io.vectron.proto.internal.v1.ReplicaReportsResponse;
import io.vectron.proto.internal.v1.ShardsGrpc;
import io.vectron.proto.internal.v1.WorkerStatus;
import io.vectron.proto.v1.AccessGrpc;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionResponse;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.GetResponse;
import io.vectron.proto.v1.Identity;
import io.vectron.proto.v1.ListCollectionsRequest;
import io.vectron.proto.v1.ListCollectionsResponse;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.PointsGrpc;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.WhoAmIRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Placement driver, worker and router as one gRPC server that answers what a test puts into its fields. */
final class FakeCluster implements AutoCloseable {
    private static final Context.Key<String> CREDENTIAL = Context.key("credential");

    final List<Collection> collections = new CopyOnWriteArrayList<>();
    final List<WorkerStatus> workers = new CopyOnWriteArrayList<>();
    final List<InstanceStatus> instances = new CopyOnWriteArrayList<>();
    final List<ReplicaReport> reports = new CopyOnWriteArrayList<>();
    final Map<String, Identity> keys = new ConcurrentHashMap<>();
    final Map<PointId, Point> points = new ConcurrentHashMap<>();
    /** What happened: {@code create NAME by CREDENTIAL}. */
    final List<String> log = new CopyOnWriteArrayList<>();

    volatile DescribeIndexResponse index = DescribeIndexResponse.getDefaultInstance();
    volatile SearchResponse found = SearchResponse.getDefaultInstance();
    /** Whether the operations of newer versions are there. */
    volatile boolean isComplete = true;

    private final Server server;
    private final @Nullable Server secure;

    FakeCluster() throws IOException {
        server = serve(builder());
        secure = null;
    }

    /** @param tls folder with ca.crt, tls.crt and tls.key for a second port, which asks for a certificate */
    FakeCluster(Path tls) throws IOException {
        server = serve(builder());
        secure = serve(builder()
                .sslContext(GrpcSslContexts.forServer(
                                tls.resolve("tls.crt").toFile(),
                                tls.resolve("tls.key").toFile())
                        .trustManager(tls.resolve("ca.crt").toFile())
                        .clientAuth(ClientAuth.REQUIRE)
                        .build()));
    }

    private static NettyServerBuilder builder() {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private Server serve(NettyServerBuilder builder) throws IOException {
        List<BindableService> services =
                List.of(new Placement(), new Shards(), new Access(), new Collections(), new Points());
        services.forEach(service -> builder.addService(ServerInterceptors.intercept(service, new Credentials())));
        return builder.build().start();
    }

    /** Of the placement driver and the worker, for those who show a certificate. */
    String secureAddress() {
        return "127.0.0.1:" + Objects.requireNonNull(secure).getPort();
    }

    String address() {
        return "127.0.0.1:" + server.getPort();
    }

    /** As new. */
    void reset() {
        List.of(collections, workers, instances, reports, log).forEach(List::clear);
        keys.clear();
        points.clear();
        index = DescribeIndexResponse.getDefaultInstance();
        found = SearchResponse.getDefaultInstance();
        isComplete = true;
    }

    /** As if it was killed. */
    void stop() {
        server.shutdownNow();
        if (secure != null) {
            secure.shutdownNow();
        }
    }

    @Override
    public void close() {
        stop();
    }

    private static final class Credentials implements ServerInterceptor {
        @Override
        public <Q, A> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
            String sent = headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER));
            return Contexts.interceptCall(
                    Context.current().withValue(CREDENTIAL, sent == null ? "" : sent), call, headers, next);
        }
    }

    private static <T> void answer(StreamObserver<T> out, Supplier<T> work) {
        try {
            T value = work.get();
            out.onNext(value);
            out.onCompleted();
        } catch (RuntimeException e) {
            out.onError(GrpcErrors.toGrpc(e));
        }
    }

    private <T> void answerIfComplete(StreamObserver<T> out, Supplier<T> work) {
        if (isComplete) {
            answer(out, work);
        } else {
            out.onError(io.grpc.Status.UNIMPLEMENTED.asRuntimeException());
        }
    }

    private final class Placement extends PlacementGrpc.PlacementImplBase {
        @Override
        public void clusterStatus(ClusterStatusRequest request, StreamObserver<ClusterStatusResponse> out) {
            answer(
                    out,
                    () -> ClusterStatusResponse.newBuilder()
                            .setClusterId("c1")
                            .setRevision(7)
                            .addMembers(io.vectron.proto.internal.v1.PdMember.newBuilder()
                                    .setAddress(address())
                                    .setRaftAddress("127.0.0.1:1")
                                    .setLeader(true))
                            .addAllWorkers(workers)
                            .build());
        }

        @Override
        public void listCollections(ListCollectionsRequest request, StreamObserver<ListCollectionsResponse> out) {
            answer(
                    out,
                    () -> ListCollectionsResponse.newBuilder()
                            .addAllCollections(collections)
                            .build());
        }

        @Override
        public void listInstances(ListInstancesRequest request, StreamObserver<ListInstancesResponse> out) {
            answerIfComplete(
                    out,
                    () -> ListInstancesResponse.newBuilder()
                            .addAllInstances(instances)
                            .build());
        }

        @Override
        public void replicaReports(ReplicaReportsRequest request, StreamObserver<ReplicaReportsResponse> out) {
            answerIfComplete(
                    out,
                    () -> ReplicaReportsResponse.newBuilder()
                            .addAllReports(reports)
                            .build());
        }
    }

    private final class Shards extends ShardsGrpc.ShardsImplBase {
        @Override
        public void describeIndex(DescribeIndexRequest request, StreamObserver<DescribeIndexResponse> out) {
            answerIfComplete(out, () -> index);
        }
    }

    private final class Access extends AccessGrpc.AccessImplBase {
        @Override
        public void whoAmI(WhoAmIRequest request, StreamObserver<Identity> out) {
            answer(out, () -> {
                Identity known = keys.get(CREDENTIAL.get().replace("Bearer ", ""));
                if (known == null) {
                    throw new VectronException(ErrorCode.UNAUTHENTICATED, "no such key");
                }
                return known;
            });
        }
    }

    private final class Collections extends CollectionsGrpc.CollectionsImplBase {
        @Override
        public void createCollection(CreateCollectionRequest request, StreamObserver<Collection> out) {
            answer(out, () -> {
                if (request.getDimension() > 4096) {
                    throw new VectronException(
                            ErrorCode.INVALID_DIMENSION,
                            "dimension must be between 1 and 4096, found " + request.getDimension(),
                            Map.of("field", "dimension"));
                }
                log.add("create " + request.getName() + " by " + CREDENTIAL.get());
                Collection made = Collection.newBuilder()
                        .setName(request.getName())
                        .setDimension(request.getDimension())
                        .setMetric(request.getMetric())
                        .build();
                collections.add(made);
                return made;
            });
        }

        @Override
        public void deleteCollection(DeleteCollectionRequest request, StreamObserver<DeleteCollectionResponse> out) {
            answer(out, () -> {
                log.add("delete " + request.getName() + " by " + CREDENTIAL.get());
                collections.removeIf(collection -> collection.getName().equals(request.getName()));
                return DeleteCollectionResponse.getDefaultInstance();
            });
        }
    }

    private final class Points extends PointsGrpc.PointsImplBase {
        @Override
        public void get(GetRequest request, StreamObserver<GetResponse> out) {
            answer(
                    out,
                    () -> GetResponse.newBuilder()
                            .addAllPoints(request.getIdsList().stream()
                                    .filter(points::containsKey)
                                    .map(points::get)
                                    .toList())
                            .build());
        }

        @Override
        public void search(SearchRequest request, StreamObserver<SearchResponse> out) {
            answer(out, () -> {
                log.add("search " + request.getCollection() + " " + request.getVectorList() + " by "
                        + CREDENTIAL.get());
                return found;
            });
        }
    }
}
