package io.vectron.raft;

/** Where a replica stands. {@link #FAILED} is final and never healthy; {@link #CLOSED} is final and orderly. */
public enum GroupState {
    /** Takes proposals. */
    LEADER,
    /** Follows a leader or waits for one; learners and freshly joined replicas without a configuration are here too. */
    FOLLOWER,
    /** Asks for votes. */
    CANDIDATE,
    /** Hands its leadership over; takes no proposals meanwhile. */
    TRANSFERRING,
    /** An apply, a snapshot load or the log failed: the replica must be rebuilt, from its disk or from a peer. */
    FAILED,
    /** {@link RaftGroup#close()} was called. */
    CLOSED;

    /** Whether this replica can still vote, follow and apply. */
    public boolean isHealthy() {
        return this != FAILED && this != CLOSED;
    }
}
