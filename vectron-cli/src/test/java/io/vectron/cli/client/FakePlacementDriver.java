package io.vectron.cli.client;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.internal.v1.WorkerStatus;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntUnaryOperator;

/** Members of a placement driver on loopback. Each says who leads, and lists a worker only if it says so of itself. */
public final class FakePlacementDriver implements AutoCloseable {
    /** A leader that no member is. */
    public static final int NOBODY = -1;

    public final List<Integer> asked = new CopyOnWriteArrayList<>();
    /** From a member's number to the number of the one that it takes for the leader; {@link #NOBODY} for none. */
    public volatile IntUnaryOperator leader = member -> NOBODY;

    private final List<Server> servers = new ArrayList<>();
    private final List<ServerAddress> addresses = new ArrayList<>();

    public FakePlacementDriver(int members) throws IOException {
        for (int i = 0; i < members; i++) {
            Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                    .addService(new Member(i))
                    .build()
                    .start();
            servers.add(server);
            addresses.add(new ServerAddress("127.0.0.1", server.getPort()));
        }
    }

    public ServerAddress address(int member) {
        return addresses.get(member);
    }

    private static String raftAddress(int member) {
        return "raft-" + member + ":7711";
    }

    public void stop(int member) throws InterruptedException {
        servers.get(member).shutdownNow().awaitTermination();
    }

    private final class Member extends PlacementGrpc.PlacementImplBase {
        private final int self;

        Member(int self) {
            this.self = self;
        }

        @Override
        public void clusterStatus(ClusterStatusRequest request, StreamObserver<ClusterStatusResponse> out) {
            asked.add(self);
            if (asked.size() > 100) {
                out.onError(Status.INTERNAL.withDescription("asked for ever").asRuntimeException());
                return;
            }
            int leading = leader.applyAsInt(self);
            ClusterStatusResponse.Builder status =
                    ClusterStatusResponse.newBuilder().setClusterId("test").setRevision(7 + self);
            if (leading != NOBODY) {
                status.setLeader(raftAddress(leading));
            }
            for (int i = 0; i < servers.size(); i++) {
                status.addMembers(PdMember.newBuilder()
                        .setRaftAddress(raftAddress(i))
                        .setAddress(address(i).toString())
                        .setLeader(i == leading)
                        .setSelf(i == self));
            }
            if (leading == self) {
                status.addWorkers(WorkerStatus.newBuilder()
                        .setWorker(Worker.newBuilder().setId("w-" + self).setState(WorkerState.WORKER_STATE_READY)));
            }
            out.onNext(status.build());
            out.onCompleted();
        }
    }

    @Override
    public void close() {
        servers.forEach(Server::shutdownNow);
    }
}
