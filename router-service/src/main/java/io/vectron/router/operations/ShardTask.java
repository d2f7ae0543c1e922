package io.vectron.router.operations;

import io.grpc.Deadline;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.ShardHeader;
import io.vectron.proto.internal.v1.ShardsGrpc;
import io.vectron.router.map.CollectionRoutes;
import java.util.function.BiFunction;

/**
 * One shard's part of a request.
 *
 * @param operation given the stub and the header with the shard's epoch; called once per attempt
 */
record ShardTask<T>(
        CollectionRoutes collection,
        Shard shard,
        Kind kind,
        Deadline deadline,
        BiFunction<ShardsGrpc.ShardsBlockingStub, ShardHeader, T> operation) {
    /** What may be done twice, and who may do it. */
    enum Kind {
        /** Never sent again once it may have arrived. */
        WRITE,
        LEADER_READ,
        REPLICA_READ;

        static Kind ofRead(Freshness freshness) {
            return freshness.needsLeader() ? LEADER_READ : REPLICA_READ;
        }
    }
}
