package io.vectron.router.access;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What one caller may do. Every operation takes one and asks {@link #require} first: there is no other way to data.
 *
 * @param name of the API key
 * @param role includes the roles before it
 * @param collections the only ones that the caller sees; empty for all
 * @param insecureDev the server runs without authentication, on loopback
 */
public record Access(String name, Role role, Set<String> collections, boolean insecureDev) {
    /** Everybody, where no keys are needed. */
    public static final Access INSECURE_DEV = new Access("insecure-dev", Role.ADMIN, Set.of(), true);

    public Access {
        collections = Set.copyOf(collections);
    }

    public boolean sees(String collection) {
        return collections.isEmpty() || collections.contains(collection);
    }

    /**
     * For what concerns one collection.
     *
     * @throws VectronException PERMISSION_DENIED, the same whether the collection exists or not
     */
    public void require(Role needed, String collection) {
        require(needed);
        if (!sees(collection)) {
            AuditLog.denied(this, needed, collection);
            throw denied("the API key '" + name + "' is not for collection '" + collection + "'", needed, collection);
        }
    }

    /**
     * For what concerns no single collection.
     *
     * @throws VectronException PERMISSION_DENIED
     */
    public void require(Role needed) {
        if (!role.includes(needed)) {
            AuditLog.denied(this, needed, "");
            throw denied(
                    "the API key '" + name + "' has the role " + role.word() + ", this needs " + needed.word(),
                    needed,
                    "");
        }
    }

    private VectronException denied(String message, Role needed, String collection) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("key", name);
        values.put("role", role.word());
        values.put("needed", needed.word());
        if (!collection.isEmpty()) {
            values.put("collection", collection);
        }
        return new VectronException(ErrorCode.PERMISSION_DENIED, message, values);
    }
}
