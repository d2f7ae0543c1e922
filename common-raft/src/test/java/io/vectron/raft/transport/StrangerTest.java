package io.vectron.raft.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.alipay.sofa.jraft.error.InvokeTimeoutException;
import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.rpc.CliRequests;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesRequest;
import com.alipay.sofa.jraft.rpc.RpcRequests.AppendEntriesResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcRequests.PingRequest;
import com.alipay.sofa.jraft.util.Endpoint;
import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.protobuf.ProtoUtils;
import io.grpc.stub.ClientCalls;
import io.vectron.raft.runtime.JRaftRuntime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What somebody who reaches the raft port can and cannot do. */
class StrangerTest {
    private static final PingRequest PING =
            PingRequest.newBuilder().setSendTimestamp(1).build();

    private final Endpoint endpoint;
    private final RaftTransport transport;

    StrangerTest() throws Exception {
        JRaftRuntime.prepare();
        endpoint = new Endpoint("127.0.0.1", freePort());
        transport = RaftTransport.start(endpoint.getIp(), endpoint.getPort(), RaftTransportSettings.PLAINTEXT);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private final PeerLinks links = new PeerLinks(RaftTransportSettings.PLAINTEXT, 0);
    private final GrpcRaftClient client = new GrpcRaftClient();

    @BeforeEach
    void attach() {
        client.attach(links);
    }

    @AfterEach
    void close() {
        links.close();
        transport.close();
    }

    @Test
    void pingIsAnswered() throws Exception {
        assertThat(((ErrorResponse) client.invokeSync(endpoint, PING, 2000)).getErrorCode())
                .isZero();
    }

    @Test
    void membershipRequestsOverTheWireAreUnimplemented() {
        CliRequests.RemovePeerRequest evil = CliRequests.RemovePeerRequest.newBuilder()
                .setGroupId("g")
                .setLeaderId("127.0.0.1:1")
                .setPeerId("127.0.0.1:2")
                .build();
        assertThatThrownBy(() -> client.invokeSync(endpoint, evil, 2000))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("RemovePeerRequest");
        ManagedChannel channel = NettyChannelBuilder.forAddress(endpoint.getIp(), endpoint.getPort())
                .usePlaintext()
                .build();
        try {
            MethodDescriptor<Message, Message> method = MethodDescriptor.<Message, Message>newBuilder()
                    .setType(MethodDescriptor.MethodType.UNARY)
                    .setFullMethodName(RaftMessages.SERVICE + "/RemovePeerRequest")
                    .setRequestMarshaller(ProtoUtils.marshaller((Message) evil))
                    .setResponseMarshaller(ProtoUtils.marshaller((Message) ErrorResponse.getDefaultInstance()))
                    .build();
            assertThatThrownBy(() -> ClientCalls.blockingUnaryCall(channel, method, CallOptions.DEFAULT, evil))
                    .isInstanceOfSatisfying(
                            StatusRuntimeException.class,
                            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void tableHoldsRaftsSevenRequestsAndNothingElse() {
        assertThat(RaftMessages.all())
                .extracting(kind -> kind.requestClass().replaceAll(".*\\$", ""))
                .containsExactlyInAnyOrder(
                        "PingRequest",
                        "AppendEntriesRequest",
                        "RequestVoteRequest",
                        "InstallSnapshotRequest",
                        "GetFileRequest",
                        "TimeoutNowRequest",
                        "ReadIndexRequest");
    }

    @Test
    void unknownGroupIsAnsweredWithAnErrorOnBothStreams() throws Exception {
        AppendEntriesRequest heartbeat = AppendEntriesRequest.newBuilder()
                .setGroupId("nobody")
                .setServerId("127.0.0.1:1")
                .setPeerId(endpoint.toString())
                .setTerm(1)
                .setPrevLogTerm(1)
                .setPrevLogIndex(1)
                .setCommittedIndex(1)
                .build();
        AppendEntriesRequest probe =
                heartbeat.toBuilder().setData(ByteString.EMPTY).build();
        for (AppendEntriesRequest request : List.of(heartbeat, probe)) {
            Object answer = client.invokeSync(endpoint, request, 2000);
            assertThat(((AppendEntriesResponse) answer).hasErrorResponse()).isTrue();
        }
    }

    @Test
    void silentPeerTimesOutAndDeadPeerIsRefused() throws Exception {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Endpoint dead = new Endpoint("127.0.0.1", silent.getLocalPort());
            assertThatThrownBy(() -> client.invokeSync(dead, PING, 300)).isInstanceOf(InvokeTimeoutException.class);
        }
        Endpoint nobody = new Endpoint("127.0.0.1", freePort());
        assertThatThrownBy(() -> client.invokeSync(nobody, PING, 1000)).isInstanceOf(RemotingException.class);
        assertThat(links.size()).isEqualTo(2);
        links.close();
        assertThatThrownBy(() -> client.invokeSync(nobody, PING, 1000))
                .isInstanceOf(RemotingException.class)
                .hasMessageContaining("closed");
    }
}
