package io.vectron.cli;

import io.vectron.cli.client.CallFailedException;
import io.vectron.cli.client.Retry;
import io.vectron.cli.client.VectronClient;
import io.vectron.errors.ErrorCode;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.CreateCollectionRequest;
import java.util.Optional;

/** Finds a collection, or makes it in a way that may be repeated: a lost answer is followed by COLLECTION_EXISTS, which is as good. */
final class CollectionMaker {
    private CollectionMaker() {}

    /** @return empty when there is none of this name */
    static Optional<Collection> find(VectronClient client, Retry retry, String name) {
        try {
            return Optional.of(retry.call(() -> client.getCollection(name)));
        } catch (CallFailedException e) {
            if (e.code().equals(Optional.of(ErrorCode.COLLECTION_NOT_FOUND))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    static Collection makeOrGet(VectronClient client, Retry retry, CreateCollectionRequest request) {
        return retry.call(() -> {
            try {
                return client.createCollection(request);
            } catch (CallFailedException e) {
                if (e.code().equals(Optional.of(ErrorCode.COLLECTION_EXISTS))) {
                    return client.getCollection(request.getName());
                }
                throw e;
            }
        });
    }
}
