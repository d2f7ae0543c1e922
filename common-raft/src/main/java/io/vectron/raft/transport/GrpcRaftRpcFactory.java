package io.vectron.raft.transport;

import com.alipay.sofa.jraft.option.RpcOptions;
import com.alipay.sofa.jraft.rpc.RaftRpcFactory;
import com.alipay.sofa.jraft.rpc.RpcClient;
import com.alipay.sofa.jraft.rpc.RpcRequests.ErrorResponse;
import com.alipay.sofa.jraft.rpc.RpcResponseFactory;
import com.alipay.sofa.jraft.rpc.RpcServer;
import com.alipay.sofa.jraft.util.Endpoint;
import com.alipay.sofa.jraft.util.SPI;
import com.google.protobuf.Message;
import org.jspecify.annotations.Nullable;

/**
 * Found by JRaft's service loader, once per process; outranks the Bolt factory that jraft-core itself registers. What a
 * client belongs to comes with its node's options.
 */
@SPI(name = "grpc", priority = 10)
public final class GrpcRaftRpcFactory implements RaftRpcFactory {
    private static final RpcResponseFactory RESPONSES = new RpcResponseFactory() {
        @Override
        @SuppressWarnings("AnnotateFormatMethod") // JRaft's interface is not annotated
        public Message newResponse(@Nullable Message parent, int code, @Nullable String fmt, Object... args) {
            String text = fmt == null ? "" : args.length == 0 ? fmt : String.format(fmt, args);
            return RaftMessages.error(parent == null ? ErrorResponse.getDefaultInstance() : parent, code, text);
        }
    };

    @Override
    public void registerProtobufSerializer(String className, Object... args) {
        // the message set is closed: see RaftMessages
    }

    @Override
    public ConfigHelper<RpcClient> defaultJRaftClientConfigHelper(RpcOptions options) {
        if (!(options instanceof TransportNodeOptions ours)) {
            throw new IllegalArgumentException("raft nodes are made from RaftTransport.newNodeOptions(), not from "
                    + options.getClass().getName());
        }
        return client -> ((GrpcRaftClient) client).attach(ours.links());
    }

    @Override
    public RpcClient createRpcClient(@Nullable ConfigHelper<RpcClient> helper) {
        GrpcRaftClient client = new GrpcRaftClient();
        if (helper != null) {
            helper.config(client);
        }
        return client;
    }

    @Override
    public RpcServer createRpcServer(Endpoint endpoint, @Nullable ConfigHelper<RpcServer> helper) {
        throw new UnsupportedOperationException("raft servers are made by RaftTransport.start");
    }

    @Override
    public RpcResponseFactory getRpcResponseFactory() {
        return RESPONSES;
    }
}
