package io.vectron.pd.api;

import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.Shard;
import java.util.ArrayList;
import java.util.List;

/** Which replicas a worker is to run. Pure. */
final class Assignments {
    /** The membership version that shards are made with: until it grows, every replica is one of the first. */
    private static final long FOUNDING_VERSION = 1;

    private Assignments() {}

    /** In order of collection and shard ids; complete. */
    static List<Assignment> of(PlacementState state, String workerId) {
        List<Assignment> assignments = new ArrayList<>();
        for (CollectionMap collection : state.collections()) {
            for (Shard shard : collection.getShardsList()) {
                if (shard.getReplicasList().stream()
                        .anyMatch(r -> r.getWorkerId().equals(workerId))) {
                    assignments.add(assignment(collection, shard));
                }
            }
        }
        return assignments;
    }

    private static Assignment assignment(CollectionMap collection, Shard shard) {
        return Assignment.newBuilder()
                .setCollectionId(collection.getId())
                .setCollection(collection.getName())
                .setDimension(collection.getDimension())
                .setMetric(collection.getMetric())
                .setShard(shard)
                .setFounding(shard.getEpoch().getMembershipVersion() == FOUNDING_VERSION)
                .build();
    }
}
