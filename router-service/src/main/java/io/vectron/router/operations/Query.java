package io.vectron.router.operations;

import io.vectron.errors.ErrorCode;
import io.vectron.model.Limits;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.ShardQuery;
import io.vectron.router.map.CollectionRoutes;

/**
 * One nearest-neighbour query, as the caller gave it; checked by {@link PointOperations#search}.
 *
 * @param k number of hits wanted
 * @param recall wanted recall; 1 is exact
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
public record Query(float[] vector, long k, double recall, boolean withVectors, boolean withPayload) {

    /**
     * @param what names the query in messages: empty, or {@code searches[2].}
     */
    void check(CollectionRoutes collection, String what) {
        Limits.checkRange(ErrorCode.INVALID_K, what + "k", k, 1, Limits.K_MAX);
        Limits.checkRecall(recall);
        Vectors.check(vector, collection.dimension(), collection.metric(), what + "vector");
    }

    ShardQuery toShard() {
        return ShardQuery.newBuilder()
                .setVector(Vectors.toBytes(vector))
                .setK((int) k)
                .setRecall(recall)
                .setWithVectors(withVectors)
                .setWithPayload(withPayload)
                .build();
    }
}
