package io.vectron.router.grpc;

import io.grpc.stub.StreamObserver;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CollectionsGrpc;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionRequest;
import io.vectron.proto.v1.DeleteCollectionResponse;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.ListCollectionsRequest;
import io.vectron.proto.v1.ListCollectionsResponse;
import io.vectron.router.operations.CollectionOperations;
import io.vectron.router.operations.NewCollection;

/** {@code vectron.v1.Collections}. Safe for any thread. */
public final class CollectionsService extends CollectionsGrpc.CollectionsImplBase {
    private final CollectionOperations collections;

    public CollectionsService(CollectionOperations collections) {
        this.collections = collections;
    }

    @Override
    public void createCollection(CreateCollectionRequest request, StreamObserver<Collection> out) {
        Answers.one(
                out,
                () -> collections.create(
                        Callers.current(),
                        new NewCollection(
                                request.getName(),
                                Integer.toUnsignedLong(request.getDimension()),
                                request.getMetric(),
                                Integer.toUnsignedLong(request.getShards()),
                                Integer.toUnsignedLong(request.getReplicationFactor()))));
    }

    @Override
    public void getCollection(GetCollectionRequest request, StreamObserver<Collection> out) {
        Answers.one(out, () -> collections.get(Callers.current(), request.getName()));
    }

    @Override
    public void listCollections(ListCollectionsRequest request, StreamObserver<ListCollectionsResponse> out) {
        Answers.one(
                out,
                () -> ListCollectionsResponse.newBuilder()
                        .addAllCollections(collections.list(Callers.current()))
                        .build());
    }

    @Override
    public void deleteCollection(DeleteCollectionRequest request, StreamObserver<DeleteCollectionResponse> out) {
        Answers.one(out, () -> {
            collections.delete(Callers.current(), request.getName());
            return DeleteCollectionResponse.getDefaultInstance();
        });
    }
}
