package io.vectron.router.access;

import java.util.Locale;
import java.util.Optional;

/** What a key may do; each role includes the ones before it. */
public enum Role {
    /** Searches and gets points, sees collections and the cluster. */
    READ,
    /** Upserts and deletes points. */
    WRITE,
    /** Creates and deletes collections. */
    ADMIN;

    public boolean includes(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** As it stands in key files and on the command line. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role of a word, which has to be in lower case. */
    public static Optional<Role> ofWord(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
