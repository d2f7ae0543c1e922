package io.vectron.raft;

/** The failures of raft, which only its own package can make. */
public final class RaftFailures {
    private RaftFailures() {}

    public static RaftException notLeader() {
        return new NotLeaderException("shard-7", "127.0.0.1:1");
    }

    public static RaftException overloaded() {
        return new OverloadedException("group shard-7: too much in flight");
    }

    public static RaftException outcomeUnknown() {
        return new OutcomeUnknownException("group shard-7: leadership lost", null);
    }

    public static RaftException groupFailed() {
        return new GroupFailedException("group shard-7 has failed", null);
    }
}
