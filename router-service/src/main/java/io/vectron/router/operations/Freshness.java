package io.vectron.router.operations;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.SessionToken;
import io.vectron.proto.internal.v1.ReadMode;
import io.vectron.proto.v1.Consistency;
import java.util.Map;

/**
 * How fresh a read must be.
 *
 * @param consistency one of strong, session, eventual
 * @param token empty unless the consistency is session
 */
public record Freshness(Consistency consistency, SessionToken token) {
    public static final Freshness STRONG = new Freshness(Consistency.CONSISTENCY_STRONG, SessionToken.EMPTY);

    /**
     * @param token as the caller gave it; looked at for session only
     * @throws VectronException INVALID_CONSISTENCY
     */
    public static Freshness of(Consistency asked, String token) {
        return switch (asked) {
            case CONSISTENCY_UNSPECIFIED, CONSISTENCY_STRONG -> STRONG;
            case CONSISTENCY_EVENTUAL -> new Freshness(asked, SessionToken.EMPTY);
            case CONSISTENCY_SESSION -> new Freshness(asked, session(token));
            case UNRECOGNIZED -> throw invalid("consistency is none of strong, session, eventual", "consistency");
        };
    }

    private static SessionToken session(String token) {
        if (token.isEmpty()) {
            throw invalid("consistency session needs the session token that a write returned", "session_token");
        }
        return SessionToken.decode(token);
    }

    private static VectronException invalid(String message, String field) {
        return new VectronException(ErrorCode.INVALID_CONSISTENCY, message, Map.of("field", field));
    }

    boolean needsLeader() {
        return consistency == Consistency.CONSISTENCY_STRONG;
    }

    ReadMode modeFor(long shardId) {
        return ReadMode.newBuilder()
                .setConsistency(consistency)
                .setMinSequence(token.sequenceOf(shardId))
                .build();
    }
}
