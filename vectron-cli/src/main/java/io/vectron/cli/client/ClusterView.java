package io.vectron.cli.client;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.proto.internal.v1.ClusterStatusRequest;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.tls.ChannelSecurity;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The placement driver's view of the cluster, which the public API does not have.
 *
 * @param status as the leading member answered; as another member did when there is a gap
 * @param gap why the leader's answer, and with it the workers, is not to be had; empty when all is there
 */
public record ClusterView(ClusterStatusResponse status, Optional<String> gap) {
    private static final int DEADLINE_SECONDS = 5;
    /** Leadership that moves faster than two calls is not worth following. */
    private static final int MEMBERS_ASKED_MAX = 3;

    /**
     * Asks a member, and then the one that it names as the leader: only that one hears of the workers. One connection
     * for each call.
     *
     * @param member any member of the placement driver
     * @param security members of a locked cluster ask for a certificate of its CA
     * @throws CallFailedException when it does not answer; that the leader does not is a gap
     */
    public static ClusterView ask(ServerAddress member, ChannelSecurity security) {
        ServerAddress asked = member;
        ClusterStatusResponse status = call(asked, security);
        for (int calls = 1; calls < MEMBERS_ASKED_MAX; calls++) {
            Optional<PdMember> leader = leader(status);
            if (leader.isEmpty()) {
                return new ClusterView(status, Optional.of(noLeader(status, asked)));
            }
            if (leader.get().getSelf()) {
                return new ClusterView(status, Optional.empty());
            }
            try {
                asked = ServerAddress.parse(leader.get().getAddress());
                status = call(asked, security);
            } catch (CallFailedException | IllegalArgumentException e) {
                return new ClusterView(
                        status, Optional.of("the leading placement driver did not answer: " + e.getMessage()));
            }
        }
        boolean isLeaders = leader(status).map(PdMember::getSelf).orElse(false);
        return new ClusterView(
                status,
                isLeaders
                        ? Optional.empty()
                        : Optional.of("the placement driver's leadership moved while it was asked; try again"));
    }

    private static Optional<PdMember> leader(ClusterStatusResponse status) {
        return status.getMembersList().stream()
                .filter(member ->
                        !status.getLeader().isEmpty() && member.getRaftAddress().equals(status.getLeader()))
                .findFirst();
    }

    private static String noLeader(ClusterStatusResponse status, ServerAddress asked) {
        return status.getLeader().isEmpty()
                ? "the placement driver has no leader that " + asked + " knows of, as during an election or without a"
                        + " majority"
                : "the placement driver's leader is " + status.getLeader() + ", which is no member that " + asked
                        + " knows of";
    }

    private static ClusterStatusResponse call(ServerAddress member, ChannelSecurity security) {
        ManagedChannel channel = security.applyTo(NettyChannelBuilder.forAddress(member.host(), member.port()))
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
