package io.vectron.cli.client;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.vectron.errors.GrpcErrors;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.PointsGrpc;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.proto.v1.WriteResponse;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/** A router in this process with one collection in a map, whose answers a test can replace. */
public final class FakeRouter implements AutoCloseable {
    public final Map<PointId, Point> points = new ConcurrentHashMap<>();
    public final AtomicInteger upserts = new AtomicInteger();
    /** Called before each upsert; what it throws is the answer. */
    public volatile Consumer<UpsertRequest> beforeUpsert = request -> {};

    public volatile Function<SearchRequest, SearchResponse> search = request -> SearchResponse.getDefaultInstance();
    public volatile Function<String, Collection> collection;

    private final String name = UUID.randomUUID().toString();
    private final Server server;

    public FakeRouter(int dimension) throws IOException {
        this.collection = wanted -> Collection.newBuilder()
                .setName(wanted)
                .setDimension(dimension)
                .setCreatedAtMillis(1_234)
                .build();
        this.server = InProcessServerBuilder.forName(name)
                .addService(new Collections())
                .addService(new Points())
                .build()
                .start();
    }

    public VectronClient client() {
        ManagedChannel channel = InProcessChannelBuilder.forName(name).build();
        return new VectronClient(channel, "router at test:1");
    }

    private static <T> void answer(StreamObserver<T> observer, Supplier<T> answer) {
        T value;
        try {
            value = answer.get();
        } catch (RuntimeException e) {
            observer.onError(GrpcErrors.toGrpc(e));
            return;
        }
        observer.onNext(value);
        observer.onCompleted();
    }

    private final class Collections extends CollectionsGrpc.CollectionsImplBase {
        @Override
        public void getCollection(GetCollectionRequest request, StreamObserver<Collection> observer) {
            answer(observer, () -> collection.apply(request.getName()));
        }
    }

    private final class Points extends PointsGrpc.PointsImplBase {
        @Override
        public void upsert(UpsertRequest request, StreamObserver<WriteResponse> observer) {
            answer(observer, () -> {
                upserts.incrementAndGet();
                beforeUpsert.accept(request);
                request.getPointsList().forEach(point -> points.put(point.getId(), point));
                return WriteResponse.newBuilder()
                        .setWritten(request.getPointsCount())
                        .build();
            });
        }

        @Override
        public void search(SearchRequest request, StreamObserver<SearchResponse> observer) {
            answer(observer, () -> search.apply(request));
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
