package io.vectron.cli.client;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.model.Limits;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionRequest;
import io.vectron.proto.v1.DeleteRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.GetResponse;
import io.vectron.proto.v1.ListCollectionsRequest;
import io.vectron.proto.v1.PointsGrpc;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.proto.v1.WriteResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Blocking calls of the public API over one connection to a router.
 *
 * <p>Every call has a deadline a little above the server's own, so that the server's answer, which knows more, comes first.
 * Every failure is a {@link CallFailedException}. Safe for use by any thread.
 */
public final class VectronClient implements AutoCloseable {
    private static final int DEADLINE_MILLIS = Limits.TIMEOUT_MILLIS_DEFAULT + 5_000;
    /** Placing a collection waits for the leaders of all of its shards. */
    private static final int COLLECTION_DEADLINE_MILLIS = Limits.TIMEOUT_MILLIS_MAX;

    private final ManagedChannel channel;
    private final String peer;

    public VectronClient(ServerAddress server, Credentials credentials) {
        this(
                credentials
                        .security()
                        .applyTo(NettyChannelBuilder.forAddress(server.host(), server.port()))
                        .intercept(credentials.interceptor())
                        // an answer with payloads may be larger than any request
                        .maxInboundMessageSize(2 * Limits.REQUEST_BYTES_MAX)
                        .build(),
                "router at " + server);
    }

    /** For tests; the client owns the channel. */
    public VectronClient(ManagedChannel channel, String peer) {
        this.channel = channel;
        this.peer = peer;
    }

    public Collection createCollection(CreateCollectionRequest request) {
        return call(() -> collections().createCollection(request));
    }

    public Collection getCollection(String name) {
        return call(() -> collections()
                .getCollection(GetCollectionRequest.newBuilder().setName(name).build()));
    }

    public List<Collection> listCollections() {
        return call(() -> collections().listCollections(ListCollectionsRequest.getDefaultInstance()))
                .getCollectionsList();
    }

    public void deleteCollection(String name) {
        var _ = call(() -> collections()
                .deleteCollection(
                        DeleteCollectionRequest.newBuilder().setName(name).build()));
    }

    public WriteResponse upsert(UpsertRequest request) {
        return call(() -> points().upsert(request));
    }

    public GetResponse get(GetRequest request) {
        return call(() -> points().get(request));
    }

    public WriteResponse delete(DeleteRequest request) {
        return call(() -> points().delete(request));
    }

    public SearchResponse search(SearchRequest request) {
        return call(() -> points().search(request));
    }

    private CollectionsGrpc.CollectionsBlockingStub collections() {
        return CollectionsGrpc.newBlockingStub(channel)
                .withDeadlineAfter(COLLECTION_DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private PointsGrpc.PointsBlockingStub points() {
        return PointsGrpc.newBlockingStub(channel).withDeadlineAfter(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private <T> T call(Supplier<T> operation) {
        try {
            return operation.get();
        } catch (StatusRuntimeException e) {
            throw CallFailedException.of(e, peer);
        }
    }

    @Override
    public void close() {
        channel.shutdownNow();
    }
}
