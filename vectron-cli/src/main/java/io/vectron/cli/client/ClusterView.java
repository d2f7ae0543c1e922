package io.vectron.cli.client;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.PlacementGrpc;
import java.util.concurrent.TimeUnit;

/** The placement driver's view of the cluster, which the public API does not have. One connection for each call. */
public final class ClusterView {
    private static final int DEADLINE_SECONDS = 5;

    private ClusterView() {}

    /**
     * @param member any member of the placement driver; what workers report is known to its leader only
     * @throws CallFailedException when it does not answer
     */
    public static ClusterStatusResponse ask(ServerAddress member) {
        ManagedChannel channel = NettyChannelBuilder.forAddress(member.host(), member.port())
                .usePlaintext()
                .build();
        try {
            return PlacementGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .clusterStatus(ClusterStatusRequest.getDefaultInstance());
        } catch (StatusRuntimeException e) {
            throw CallFailedException.of(e, "placement driver at " + member);
        } finally {
            channel.shutdownNow();
        }
    }
}
