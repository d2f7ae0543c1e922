package io.vectron.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ClientInterceptors;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.vectron.proto.internal.v1.ListInstancesRequest;
import io.vectron.proto.internal.v1.ListInstancesResponse;
import io.vectron.proto.internal.v1.PlacementGrpc;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** The way of an id over two servers: a front and one behind it. */
class RequestIdTest {
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final List<AutoCloseable> open = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private static String inLogLines() {
        return String.valueOf(MDC.get(RequestId.MDC_KEY));
    }

    private PlacementGrpc.PlacementBlockingStub stub(Server server) {
        ManagedChannel channel = NettyChannelBuilder.forAddress("127.0.0.1", server.getPort())
                .usePlaintext()
                .build();
        open.add(channel::shutdownNow);
        return PlacementGrpc.newBlockingStub(ClientInterceptors.intercept(channel, new RequestIdClient()));
    }

    private Server serve(RequestIdServer interceptor, Runnable handler) throws IOException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new PlacementGrpc.PlacementImplBase() {
                    @Override
                    public void listInstances(ListInstancesRequest request, StreamObserver<ListInstancesResponse> out) {
                        handler.run();
                        out.onNext(ListInstancesResponse.getDefaultInstance());
                        out.onCompleted();
                    }
                })
                .intercept(interceptor)
                .build()
                .start();
        open.add(server::shutdownNow);
        return server;
    }

    private Server frontOverInner() throws IOException {
        Server inner = serve(RequestIdServer.inner(), () -> seen.add("inner " + inLogLines()));
        PlacementGrpc.PlacementBlockingStub behind = stub(inner);
        return serve(RequestIdServer.front(), () -> {
            seen.add("front " + inLogLines());
            var _ = behind.listInstances(ListInstancesRequest.getDefaultInstance());
        });
    }

    private static String call(PlacementGrpc.PlacementBlockingStub stub, String id) {
        Metadata headers = new Metadata();
        headers.put(RequestId.METADATA, id);
        AtomicReference<Metadata> answered = new AtomicReference<>(new Metadata());
        var _ = stub.withInterceptors(
                        MetadataUtils.newAttachHeadersInterceptor(headers),
                        MetadataUtils.newCaptureMetadataInterceptor(answered, new AtomicReference<>(new Metadata())))
                .listInstances(ListInstancesRequest.getDefaultInstance());
        return Objects.requireNonNull(answered.get().get(RequestId.METADATA));
    }

    @Test
    void callersIdIsInTheLogLinesOfEveryServerAndInTheAnswer() throws IOException {
        assertThat(call(stub(frontOverInner()), "order-17")).isEqualTo("order-17");
        assertThat(seen).containsExactly("front order-17", "inner order-17");
    }

    @Test
    void unprintableIdIsReplaced() throws IOException {
        String made = call(stub(frontOverInner()), "a b");
        assertThat(made).matches("[0-9a-f-]{36}");
        assertThat(seen).containsExactly("front " + made, "inner " + made);
    }

    @Test
    void innerServerMakesNone() throws IOException {
        var _ = stub(serve(RequestIdServer.inner(), () -> seen.add(inLogLines())))
                .listInstances(ListInstancesRequest.getDefaultInstance());
        assertThat(seen).containsExactly("null");
    }

    @Test
    void workOnAnotherThreadNamesTheRequestOnlyWhileItRuns() throws Exception {
        Context context = RequestId.in(Context.ROOT, "fan-out");
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                seen.add(context.wrap(RequestId.logged(RequestIdTest::inLogLines))
                        .call());
            } catch (Exception e) {
                seen.add(e.toString());
            }
            seen.add(inLogLines());
        });
        thread.join();
        assertThat(seen).containsExactly("fan-out", "null");
    }
}
