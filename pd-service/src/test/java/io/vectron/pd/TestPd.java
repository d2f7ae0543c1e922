package io.vectron.pd;

import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.vectron.pd.api.PlacementMember;
import io.vectron.placement.PlacementClient;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.HeartbeatResponse;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.proto.internal.v1.RegisterWorkerRequest;
import io.vectron.proto.internal.v1.RegisterWorkerResponse;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.context.ConfigurableApplicationContext;

/** A member of the placement driver in this JVM, and what a worker says to it. */
final class TestPd implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ConfigurableApplicationContext context;
    private final List<ManagedChannel> channels = new ArrayList<>();
    private final PlacementClient client;

    private TestPd(ConfigurableApplicationContext context) {
        this.context = context;
        this.client = new PlacementClient(List.of(address()));
    }

    /** A single member on a free port. */
    static TestPd single(Path directory, int raftPort, String... more) {
        List<String> arguments = new ArrayList<>(List.of("--vectron.pd.port=0", "--vectron.pd.raft-port=" + raftPort));
        arguments.addAll(List.of(more));
        return start(directory, arguments.toArray(String[]::new));
    }

    /** A member with a quick election; of arguments for the same key the last counts. */
    static TestPd start(Path directory, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--vectron.pd.data-directory=" + directory,
                "--vectron.pd.insecure-dev=true",
                "--vectron.pd.election-timeout=500ms",
                "--vectron.pd.watch-keep-alive=300ms",
                "--vectron.pd.management-port=0",
                "--spring.main.register-shutdown-hook=false"));
        arguments.addAll(List.of(more));
        Map<String, String> byKey = new LinkedHashMap<>();
        arguments.forEach(argument -> byKey.put(argument.substring(0, argument.indexOf('=')), argument));
        return new TestPd(PdApplication.builder().run(byKey.values().toArray(String[]::new)));
    }

    static int[] freePorts(int count) throws IOException {
        ServerSocket[] sockets = new ServerSocket[count];
        int[] ports = new int[count];
        for (int i = 0; i < count; i++) {
            sockets[i] = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            ports[i] = sockets[i].getLocalPort();
        }
        for (ServerSocket socket : sockets) {
            socket.close();
        }
        return ports;
    }

    int managementPort() {
        return context.getEnvironment().getRequiredProperty("local.management.port", Integer.class);
    }

    PlacementMember member() {
        return context.getBean(PlacementMember.class);
    }

    String address() {
        return member().members().address(member().members().self()).orElseThrow();
    }

    /** Follows the leader and waits for one. */
    PlacementClient client() {
        return client;
    }

    /** Speaks to this member and no other. */
    PlacementGrpc.PlacementBlockingStub stub() {
        return PlacementGrpc.newBlockingStub(channel());
    }

    ManagedChannel channel() {
        ManagedChannel channel =
                ManagedChannelBuilder.forTarget(address()).usePlaintext().build();
        channels.add(channel);
        return channel;
    }

    static Worker worker(int number) {
        return Worker.newBuilder()
                .setId(new UUID(0, number).toString())
                .setAddress("10.0.0." + number + ":7720")
                .setRaftAddress("10.0.0." + number + ":7721")
                .putLabels("zone", "z" + number)
                .setCapacity(1)
                .build();
    }

    static RegisterWorkerResponse register(PlacementClient client, int number) {
        return client.call(
                stub -> stub.registerWorker(RegisterWorkerRequest.newBuilder()
                        .setWorker(worker(number))
                        .build()),
                PATIENCE);
    }

    static HeartbeatResponse heartbeat(PlacementClient client, int number, long known, ReplicaFacts... facts) {
        HeartbeatRequest request = HeartbeatRequest.newBuilder()
                .setWorkerId(worker(number).getId())
                .setKnownRevision(known)
                .addAllReplicas(List.of(facts))
                .build();
        return client.call(stub -> stub.heartbeat(request), PATIENCE);
    }

    static ReplicaFacts leads(long shard, long term) {
        return ReplicaFacts.newBuilder()
                .setShardId(shard)
                .setRole(ReplicaRole.REPLICA_ROLE_LEADER)
                .setTerm(term)
                .setAppliedSequence(17)
                .setPoints(5)
                .setSizeBytes(640)
                .build();
    }

    static ReplicaFacts follows(long shard, long term) {
        return leads(shard, term).toBuilder()
                .setRole(ReplicaRole.REPLICA_ROLE_FOLLOWER)
                .build();
    }

    static CreateCollectionRequest collection(String name, int shards) {
        return CreateCollectionRequest.newBuilder()
                .setName(name)
                .setDimension(8)
                .setMetric(Metric.METRIC_L2)
                .setShards(shards)
                .build();
    }

    @Override
    public void close() {
        client.close();
        channels.forEach(ManagedChannel::shutdownNow);
        context.close();
    }
}
