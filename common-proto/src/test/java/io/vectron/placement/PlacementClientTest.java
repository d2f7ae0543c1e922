package io.vectron.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.GetCollectionRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Against real servers on loopback that play members of the placement driver. */
class PlacementClientTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private final List<Server> servers = new ArrayList<>();

    @AfterEach
    void stop() {
        servers.forEach(Server::shutdownNow);
    }

    /** A member that answers with what the supplier gives or throws. */
    private String member(Supplier<Collection> answer) throws IOException {
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new PlacementGrpc.PlacementImplBase() {
                    @Override
                    public void getCollection(GetCollectionRequest request, StreamObserver<Collection> out) {
                        try {
                            out.onNext(answer.get());
                            out.onCompleted();
                        } catch (VectronException e) {
                            out.onError(GrpcErrors.toGrpc(e));
                        } catch (StatusRuntimeException e) {
                            out.onError(e);
                        }
                    }
                })
                .build()
                .start();
        servers.add(server);
        return "127.0.0.1:" + server.getPort();
    }

    private static Supplier<Collection> fails(ErrorCode code, Map<String, String> values) {
        return () -> {
            throw new VectronException(code, "test", values);
        };
    }

    private static Collection get(PlacementClient client, Duration timeout) {
        return client.call(stub -> stub.getCollection(GetCollectionRequest.getDefaultInstance()), timeout);
    }

    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    void followsTheLeaderThatAFollowerNames() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        String leader = member(() -> {
            calls.incrementAndGet();
            return Collection.newBuilder().setName("found").build();
        });
        String follower = member(fails(ErrorCode.NOT_LEADER, Map.of("leader", leader)));
        try (PlacementClient client = new PlacementClient(List.of(follower, leader))) {
            assertThat(get(client, TIMEOUT).getName()).isEqualTo("found");
            assertThat(get(client, TIMEOUT).getName()).isEqualTo("found");
        }
        assertThat(calls).hasValue(2);
    }

    @Test
    void passesOverAMemberThatIsDown() throws IOException {
        String alive = member(Collection::getDefaultInstance);
        try (PlacementClient client = new PlacementClient(List.of(nobody(), alive))) {
            assertThat(get(client, TIMEOUT)).isEqualTo(Collection.getDefaultInstance());
        }
    }

    @Test
    void waitsForAnElection() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        String electing = member(() -> {
            if (calls.incrementAndGet() < 5) {
                throw new VectronException(ErrorCode.NOT_LEADER, "no leader yet");
            }
            return Collection.getDefaultInstance();
        });
        try (PlacementClient client = new PlacementClient(List.of(electing))) {
            assertThat(get(client, TIMEOUT)).isEqualTo(Collection.getDefaultInstance());
        }
    }

    @Test
    void theLeadersAnswerIsFinal() throws IOException {
        String member = member(fails(ErrorCode.COLLECTION_NOT_FOUND, Map.of("name", "x")));
        try (PlacementClient client = new PlacementClient(List.of(member))) {
            refused(client, TIMEOUT, ErrorCode.COLLECTION_NOT_FOUND, "test");
        }
    }

    @Test
    void aChangeWhoseAnswerIsLostIsNotRepeated() throws IOException {
        AtomicInteger calls = new AtomicInteger();
        String breaking = member(() -> {
            calls.incrementAndGet();
            throw Status.UNAVAILABLE.asRuntimeException();
        });
        try (PlacementClient client = new PlacementClient(List.of(breaking, nobody()))) {
            assertThatExceptionOfType(VectronException.class)
                    .isThrownBy(() -> client.change(
                            stub -> stub.getCollection(GetCollectionRequest.getDefaultInstance()), TIMEOUT))
                    .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.OUTCOME_UNKNOWN));
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void aChangeThatWasNeverSentGoesToTheNextMember() throws IOException {
        String alive = member(Collection::getDefaultInstance);
        try (PlacementClient client = new PlacementClient(List.of(nobody(), alive))) {
            Collection answer =
                    client.change(stub -> stub.getCollection(GetCollectionRequest.getDefaultInstance()), TIMEOUT);
            assertThat(answer).isEqualTo(Collection.getDefaultInstance());
        }
    }

    @Test
    void saysWhomItAskedWhenNobodyLeads() throws IOException {
        String down = nobody();
        try (PlacementClient client = new PlacementClient(List.of(down))) {
            refused(client, Duration.ofMillis(700), ErrorCode.PLACEMENT_UNAVAILABLE, down);
        }
    }

    private static void refused(PlacementClient client, Duration timeout, ErrorCode code, String says) {
        assertThatExceptionOfType(VectronException.class)
                .isThrownBy(() -> get(client, timeout))
                .satisfies(e -> assertThat(e.code()).isEqualTo(code))
                .withMessageContaining(says);
    }
}
