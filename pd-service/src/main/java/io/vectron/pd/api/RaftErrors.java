package io.vectron.pd.api;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.raft.GroupFailedException;
import io.vectron.raft.NotLeaderException;
import io.vectron.raft.OutcomeUnknownException;
import io.vectron.raft.OverloadedException;
import io.vectron.raft.RaftException;
import io.vectron.raft.RaftRequestException;
import java.util.Map;

/** What raft's failures are to a caller of the placement driver. Stateless. */
final class RaftErrors {
    private RaftErrors() {}

    /**
     * @param what the operation, for the message
     * @param leader gRPC address of the leader, empty when none is known
     * @param ifOutOfService what it means that this replica failed or closed before it could answer: a command that it
     *     took may be committed all the same, while a read may be repeated
     */
    static VectronException toVectron(Throwable failure, String what, String leader, ErrorCode ifOutOfService) {
        if (!(failure instanceof RaftException raft)) {
            return new VectronException(ErrorCode.INTERNAL, what + ": " + failure, Map.of(), failure);
        }
        ErrorCode code = switch (raft) {
            case NotLeaderException _ -> ErrorCode.NOT_LEADER;
            case OutcomeUnknownException _ -> ErrorCode.OUTCOME_UNKNOWN;
            case OverloadedException _ -> ErrorCode.OVERLOADED;
            case GroupFailedException _ -> ifOutOfService;
            case RaftRequestException _ -> ErrorCode.PLACEMENT_UNAVAILABLE;
        };
        return new VectronException(code, what + ": " + raft.getMessage(), Map.of("leader", leader), raft);
    }
}
