package io.vectron.worker;

import com.google.protobuf.ByteString;
import io.vectron.model.KeyRanges;
import io.vectron.model.PointIds;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.proto.v1.Epoch;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.PointId;

/** Shards of the collection "films" and what is written to them. */
public final class TestShards {
    public static final String COLLECTION = "films";
    public static final int DIMENSION = 4;

    private TestShards() {}

    /** A founding assignment of epoch 1 to the workers with these Raft addresses. */
    public static Assignment assignment(long shardId, String... raftAddresses) {
        Shard.Builder shard = Shard.newBuilder()
                .setId(shardId)
                .setRange(KeyRanges.equalRanges(1).getFirst())
                .setEpoch(epoch(1));
        for (String address : raftAddresses) {
            shard.addReplicas(
                    Replica.newBuilder().setWorkerId("worker at " + address).setRaftAddress(address));
        }
        return Assignment.newBuilder()
                .setCollectionId(1)
                .setCollection(COLLECTION)
                .setDimension(DIMENSION)
                .setMetric(Metric.METRIC_L2)
                .setFounding(true)
                .setShard(shard)
                .build();
    }

    public static Epoch epoch(long membership) {
        return Epoch.newBuilder()
                .setMembershipVersion(membership)
                .setRangeVersion(1)
                .build();
    }

    public static ByteString id(long id) {
        return ByteString.copyFrom(
                PointIds.canonical(PointId.newBuilder().setNumber(id).build()));
    }

    public static WriteOp upsert(long id, float... vector) {
        return upsert(id, "{\"n\":" + id + "}", vector);
    }

    public static WriteOp upsert(long id, String payload, float... vector) {
        return WriteOp.newBuilder()
                .setId(id(id))
                .setVector(Vectors.toBytes(vector))
                .setPayload(ByteString.copyFromUtf8(payload))
                .build();
    }

    public static WriteOp delete(long id) {
        return WriteOp.newBuilder().setId(id(id)).setDelete(true).build();
    }
}
