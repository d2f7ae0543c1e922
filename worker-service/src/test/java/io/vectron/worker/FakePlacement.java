package io.vectron.worker;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.AnnounceRequest;
import io.vectron.proto.internal.v1.AnnounceResponse;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.HeartbeatResponse;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.proto.internal.v1.RegisterWorkerRequest;
import io.vectron.proto.internal.v1.RegisterWorkerResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A placement driver that assigns what the test says: a real server on loopback. */
final class FakePlacement extends PlacementGrpc.PlacementImplBase implements AutoCloseable {
    private final Server server;
    private final String address;
    final AtomicReference<@Nullable HeartbeatRequest> lastHeartbeat = new AtomicReference<>();
    final List<AnnounceRequest> announced = new CopyOnWriteArrayList<>();
    private volatile List<Assignment> assignments = List.of();
    private volatile long revision = 1;
    private volatile boolean answersAlways;
    final AtomicInteger heartbeats = new AtomicInteger();
    private volatile @Nullable ErrorCode refusal;

    FakePlacement() throws IOException {
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(this)
                .build()
                .start();
        address = "127.0.0.1:" + server.getPort();
    }

    String address() {
        return address;
    }

    synchronized void assign(List<Assignment> newer) {
        assignments = List.copyOf(newer);
        revision = revision + 1;
    }

    /** From now on every heartbeat is answered with this list, whatever the worker knows. */
    synchronized void answerAlways(long withRevision, List<Assignment> list) {
        assignments = List.copyOf(list);
        revision = withRevision;
        answersAlways = true;
    }

    void refuse(ErrorCode code) {
        refusal = code;
    }

    @Override
    public void registerWorker(RegisterWorkerRequest request, StreamObserver<RegisterWorkerResponse> out) {
        if (refused(out)) {
            return;
        }
        out.onNext(
                RegisterWorkerResponse.newBuilder().setClusterId("test-cluster").build());
        out.onCompleted();
    }

    @Override
    public void heartbeat(HeartbeatRequest request, StreamObserver<HeartbeatResponse> out) {
        if (refused(out)) {
            return;
        }
        lastHeartbeat.set(request);
        heartbeats.incrementAndGet();
        HeartbeatResponse.Builder response = HeartbeatResponse.newBuilder();
        synchronized (this) {
            response.setRevision(revision);
            if (answersAlways || request.getKnownRevision() < revision) {
                response.setHasAssignments(true).addAllAssignments(assignments);
            }
        }
        out.onNext(response.build());
        out.onCompleted();
    }

    @Override
    public void announce(AnnounceRequest request, StreamObserver<AnnounceResponse> out) {
        announced.add(request);
        out.onNext(AnnounceResponse.getDefaultInstance());
        out.onCompleted();
    }

    private boolean refused(StreamObserver<?> out) {
        ErrorCode code = refusal;
        if (code != null) {
            out.onError(GrpcErrors.toGrpc(new VectronException(code, "refused by the test")));
        }
        return code != null;
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
