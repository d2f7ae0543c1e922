package io.vectron.admin;

import io.vectron.proto.internal.v1.Instance;
import io.vectron.proto.internal.v1.InstanceRole;
import io.vectron.proto.internal.v1.InstanceStatus;
import io.vectron.proto.internal.v1.TrafficRates;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerLoad;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.internal.v1.WorkerStatus;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.ReplicaStatus;
import io.vectron.proto.v1.ShardStatus;

/** Parts of a cluster for tests. */
final class Samples {
    private Samples() {}

    static WorkerStatus worker(String id, String address, long heartbeatMillis) {
        return WorkerStatus.newBuilder()
                .setWorker(Worker.newBuilder().setId(id).setAddress(address).setState(WorkerState.WORKER_STATE_READY))
                .setMillisSinceHeartbeat(heartbeatMillis)
                .setLoad(WorkerLoad.newBuilder()
                        .setCpu(0.25)
                        .setHeapBytes(100 << 20)
                        .setDiskUsedBytes(10L << 30)
                        .setDiskFreeBytes(90L << 30))
                .setReplicas(1)
                .setLeaders(1)
                .build();
    }

    /** One shard, led by the first worker. */
    static Collection collection(String name, int dimension, String address, String... workers) {
        ShardStatus.Builder shard = ShardStatus.newBuilder()
                .setShardId(11)
                .setReady(workers.length > 0)
                .setLeader(workers.length > 0 ? workers[0] : "")
                .setPoints(42);
        for (String worker : workers) {
            shard.addReplicas(ReplicaStatus.newBuilder()
                    .setWorkerId(worker)
                    .setAddress(address)
                    .setRole(worker.equals(workers[0]) ? "leader" : "follower")
                    .setAppliedSequence(5));
        }
        return Collection.newBuilder()
                .setName(name)
                .setDimension(dimension)
                .setMetric(Metric.METRIC_COSINE)
                .setReplicationFactor(workers.length)
                .setPoints(42)
                .setReady(workers.length > 0)
                .addShards(shard)
                .build();
    }

    static InstanceStatus router(double searches) {
        return InstanceStatus.newBuilder()
                .setInstance(Instance.newBuilder()
                        .setId("r1")
                        .setRole(InstanceRole.INSTANCE_ROLE_ROUTER)
                        .setAddress("127.0.0.1:7701")
                        .setHttpAddress("127.0.0.1:7700")
                        .setManagementAddress("127.0.0.1:7702")
                        .setTraffic(TrafficRates.newBuilder()
                                .setSearchesPerSecond(searches)
                                .setSearchP99Micros(4_200)))
                .build();
    }
}
