package io.vectron.worker;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.proto.internal.v1.ShardsGrpc;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.springframework.context.ConfigurableApplicationContext;

/** A started worker and a connection to it. */
record RunningWorker(ConfigurableApplicationContext context, ManagedChannel channel) implements AutoCloseable {
    /** What stays the same when a worker is started again. */
    record Place(Path data, int port, int raftPort) {
        Place(Path data) {
            this(data, Ports.free(), Ports.free());
        }

        String raftAddress() {
            return "127.0.0.1:" + raftPort;
        }
    }

    static RunningWorker start(Place place, FakePlacement placement, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "--vectron.worker.insecure-dev=true",
                "--vectron.worker.data-directory=" + place.data,
                "--vectron.worker.port=" + place.port,
                "--vectron.worker.raft-port=" + place.raftPort,
                "--vectron.worker.management-port=0",
                "--vectron.worker.heartbeat-interval=100ms",
                "--vectron.worker.election-timeout=500ms",
                "--vectron.worker.placement=" + placement.address()));
        arguments.addAll(List.of(more));
        ConfigurableApplicationContext context = WorkerApplication.builder().run(arguments.toArray(String[]::new));
        return new RunningWorker(
                context,
                NettyChannelBuilder.forAddress("127.0.0.1", place.port)
                        .usePlaintext()
                        .build());
    }

    ShardsGrpc.ShardsBlockingStub shards() {
        return ShardsGrpc.newBlockingStub(channel);
    }

    @Override
    public void close() {
        channel.shutdownNow();
        context.close();
    }
}
