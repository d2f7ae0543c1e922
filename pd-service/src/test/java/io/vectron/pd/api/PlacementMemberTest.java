package io.vectron.pd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.pd.api.Members.Member;
import io.vectron.proto.internal.v1.PlacementCommand;
import io.vectron.proto.internal.v1.RemoveCollection;
import io.vectron.raft.RaftGroupSettings;
import io.vectron.raft.RaftHost;
import io.vectron.raft.RaftHostSettings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlacementMemberTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path directory;

    private PlacementMember outOfService() throws Exception {
        int port = freePort();
        String self = "127.0.0.1:" + port;
        PlacementMember member = new PlacementMember(
                new Members(self, List.of(new Member(self, "127.0.0.1:1"))),
                new PlacementMember.Timing(SECOND, SECOND, SECOND),
                System::nanoTime,
                id -> {});
        try (RaftHost host = RaftHost.start(RaftHostSettings.of("127.0.0.1", port, directory.resolve("raft")))) {
            member.joined(host.join(
                    RaftGroupSettings.of("placement", 0, List.of(self), directory.resolve("snapshots")),
                    member.machine()));
        }
        return member;
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void assertCode(ErrorCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        VectronException.class,
                        e -> assertThat(e.code()).as(e.getMessage()).isEqualTo(code));
    }

    @Test
    void groupOutOfServiceLeavesAProposalOpenAndAReadToBeRepeated() throws Exception {
        PlacementMember member = outOfService();
        PlacementCommand delete = PlacementCommand.newBuilder()
                .setDeleteCollection(RemoveCollection.newBuilder().setName("c"))
                .build();
        assertCode(ErrorCode.OUTCOME_UNKNOWN, () -> member.propose(delete));
        assertThat(ErrorCode.OUTCOME_UNKNOWN.isRetryable()).isFalse();
        assertCode(ErrorCode.PLACEMENT_UNAVAILABLE, member::currentState);
    }
}
