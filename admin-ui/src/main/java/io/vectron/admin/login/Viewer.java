package io.vectron.admin.login;

import io.vectron.admin.backend.ApiKey;
import io.vectron.proto.v1.Identity;
import io.vectron.proto.v1.Role;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The person of a request, as the router named it.
 *
 * @param collections the only ones that it sees; empty for all
 * @param key sent with each call to the router; null in insecure-dev mode
 */
public record Viewer(
        String name,
        Role role,
        List<String> collections,
        boolean isInsecureDev,
        @Nullable ApiKey key) {
    static final Viewer INSECURE_DEV = new Viewer("insecure-dev", Role.ROLE_ADMIN, List.of(), true, null);
    static final Viewer NOBODY = new Viewer("", Role.ROLE_UNSPECIFIED, List.of(), false, null);

    public Viewer {
        collections = List.copyOf(collections);
    }

    static Viewer of(Identity identity, ApiKey key) {
        return new Viewer(
                identity.getName(), identity.getRole(), identity.getCollectionsList(), identity.getInsecureDev(), key);
    }

    /** Whether it creates and deletes collections. */
    public boolean isAdmin() {
        return role == Role.ROLE_ADMIN;
    }

    /** Whether there is somebody at all. */
    public boolean isKnown() {
        return role != Role.ROLE_UNSPECIFIED;
    }

    public boolean sees(String collection) {
        return isKnown() && (collection.isEmpty() || collections.isEmpty() || collections.contains(collection));
    }

    public String roleWord() {
        return switch (role) {
            case ROLE_READ -> "read";
            case ROLE_WRITE -> "write";
            case ROLE_ADMIN -> "admin";
            case ROLE_UNSPECIFIED, UNRECOGNIZED -> "none";
        };
    }
}
