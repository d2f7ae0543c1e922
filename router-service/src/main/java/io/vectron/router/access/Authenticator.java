package io.vectron.router.access;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** From the authorization header of a call to the caller's {@link Access}. Safe for any thread. */
public final class Authenticator {
    /** RFC 6750; the scheme's name is in any case by RFC 9110. */
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([^ ]+) *");

    private final Optional<Supplier<ApiKeys>> keys;

    private Authenticator(Optional<Supplier<ApiKeys>> keys) {
        this.keys = keys;
    }

    /** By keys, asked for at each call because they may change. */
    public static Authenticator byKeys(Supplier<ApiKeys> keys) {
        return new Authenticator(Optional.of(keys));
    }

    /** Everybody is {@link Access#INSECURE_DEV}; for loopback only. */
    public static Authenticator insecureDev() {
        return new Authenticator(Optional.empty());
    }

    /**
     * @param authorizations all authorization headers of the call
     * @param peer the caller's address, for the audit log
     * @throws VectronException UNAUTHENTICATED; the message never holds what was sent
     */
    public Access authenticate(List<String> authorizations, String peer) {
        if (keys.isEmpty()) {
            return Access.INSECURE_DEV;
        }
        if (authorizations.isEmpty()) {
            throw refused(peer, "no-key", "this needs an API key, sent as 'authorization: Bearer KEY'");
        }
        if (authorizations.size() > 1) {
            throw refused(peer, "several-headers", "there is more than one authorization header");
        }
        Matcher bearer = BEARER.matcher(authorizations.getFirst());
        if (!bearer.matches()) {
            throw refused(peer, "not-bearer", "the authorization header must be 'Bearer KEY'");
        }
        return keys.get()
                .get()
                .find(bearer.group(1))
                .orElseThrow(() -> refused(peer, "unknown-key", "the API key is not known here"));
    }

    private static VectronException refused(String peer, String reason, String message) {
        AuditLog.unauthenticated(peer, reason);
        return new VectronException(ErrorCode.UNAUTHENTICATED, message, Map.of("reason", reason));
    }
}
