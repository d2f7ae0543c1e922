package io.vectron.pd.state;

import io.vectron.model.KeyRanges;
import io.vectron.proto.internal.v1.CollectionMap;
import io.vectron.proto.internal.v1.InitCluster;
import io.vectron.proto.internal.v1.PlacementCommand;
import io.vectron.proto.internal.v1.PutCollection;
import io.vectron.proto.internal.v1.PutWorker;
import io.vectron.proto.internal.v1.RemoveCollection;
import io.vectron.proto.internal.v1.Replica;
import io.vectron.proto.internal.v1.SetWorkerState;
import io.vectron.proto.internal.v1.Shard;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.v1.Metric;
import java.util.Random;

/** Commands over few names and workers, so that many collide, are refused or change nothing. */
final class RandomCommands {
    private static final int WORKERS = 6;
    private static final int NAMES = 12;

    private final Random random;

    RandomCommands(long seed) {
        random = new Random(seed);
    }

    PlacementCommand next() {
        PlacementCommand.Builder command = PlacementCommand.newBuilder();
        int kind = random.nextInt(100);
        if (kind < 5) {
            command.setInitCluster(InitCluster.newBuilder().setClusterId("cluster-" + random.nextInt(3)));
        } else if (kind < 30) {
            command.setPutWorker(PutWorker.newBuilder().setWorker(worker()));
        } else if (kind < 33) {
            command.setSetWorkerState(SetWorkerState.newBuilder()
                    .setWorkerId(workerId())
                    .setState(WorkerState.forNumber(2 + random.nextInt(4))));
        } else if (kind < 70) {
            command.setCreateCollection(PutCollection.newBuilder().setCollection(collection()));
        } else {
            command.setDeleteCollection(RemoveCollection.newBuilder().setName(name()));
        }
        return command.build();
    }

    private String workerId() {
        return "worker-" + random.nextInt(WORKERS);
    }

    private String name() {
        return "name-" + random.nextInt(NAMES);
    }

    private Worker worker() {
        return Worker.newBuilder()
                .setId(workerId())
                .setAddress("host-" + random.nextInt(3) + ":1")
                .setRaftAddress("host-" + random.nextInt(2) + ":2")
                .setCapacity(1)
                .build();
    }

    private CollectionMap collection() {
        CollectionMap.Builder collection = CollectionMap.newBuilder()
                .setName(name())
                .setDimension(1 + random.nextInt(9))
                .setMetric(Metric.METRIC_L2)
                .setReplicationFactor(1);
        KeyRanges.equalRanges(1 + random.nextInt(4))
                .forEach(range -> collection.addShards(Shard.newBuilder()
                        .setRange(range)
                        .addReplicas(Replica.newBuilder().setWorkerId(workerId()))));
        return collection.build();
    }
}
