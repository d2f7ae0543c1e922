package io.vectron.raft;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Nothing was proposed: another replica leads, or none does. Ask the leader, or wait for one. */
public final class NotLeaderException extends RaftException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String leaderAddress;

    NotLeaderException(String groupId, @Nullable String leaderAddress) {
        super("group " + groupId + " is led by " + (leaderAddress == null ? "nobody known here" : leaderAddress), null);
        this.leaderAddress = leaderAddress;
    }

    /** host:port of the leader as this replica last heard. */
    public Optional<String> leaderAddress() {
        return Optional.ofNullable(leaderAddress);
    }
}
