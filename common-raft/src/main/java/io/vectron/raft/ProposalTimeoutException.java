package io.vectron.raft;

import java.time.Duration;

/** The outcome is unknown because it took longer than {@link RaftGroupSettings#proposalTimeout()}. */
public final class ProposalTimeoutException extends OutcomeUnknownException {
    private static final long serialVersionUID = 1L;

    ProposalTimeoutException(String groupId, Duration timeout) {
        super("group " + groupId + ": no outcome within " + timeout.toMillis() + " ms", null);
    }
}
