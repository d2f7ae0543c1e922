package io.vectron.router.access;

import io.vectron.errors.VectronException;
import io.vectron.model.CollectionNames;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * One line of a key file: {@code NAME ROLE [COLLECTION,COLLECTION...] sha256:HEX}.
 *
 * @param name 1 to 64 of [A-Za-z0-9._-], starting with a letter or digit
 * @param collections in the order of the line; empty for all
 * @param sha256 of the key's text, 64 hexadecimal digits in lower case
 */
public record ApiKeyLine(String name, Role role, List<String> collections, String sha256) {
    /** {@code vk_} and 256 random bits as 43 characters of base64url. */
    public static final Pattern KEY = Pattern.compile("vk_[A-Za-z0-9_-]{43}");

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
    private static final String HASH_PREFIX = "sha256:";
    private static final int KEY_BYTES = 32;
    private static final int COLLECTIONS_MAX = 100;
    private static final SecureRandom RANDOM = new SecureRandom();

    /** @throws IllegalArgumentException with the reason */
    public ApiKeyLine {
        check(
                NAME.matcher(name).matches(),
                "the name must be 1 to 64 of [A-Za-z0-9._-], starting with a letter or digit");
        check(HASH.matcher(sha256).matches(), "the hash must be 'sha256:' and 64 hexadecimal digits in lower case");
        check(
                collections.size() <= COLLECTIONS_MAX,
                "at most " + COLLECTIONS_MAX + " collections, found " + collections.size());
        Set<String> seen = new LinkedHashSet<>();
        for (String collection : collections) {
            try {
                CollectionNames.check(collection);
            } catch (VectronException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
            check(seen.add(collection), "collection '" + collection + "' is there twice");
        }
        collections = List.copyOf(collections);
    }

    /** A new random key, to be shown once. */
    public static String newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return "vk_" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** The hash by which a key is known. A plain hash will do: 256 random bits cannot be guessed, as a password can. */
    public static String hash(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @param line without comment
     * @throws IllegalArgumentException with the reason; it never quotes the line, which may hold a key by mistake
     */
    static ApiKeyLine parse(String line) {
        String[] words = line.strip().split("\\s+", -1);
        check(
                words.length == 3 || words.length == 4,
                "expected NAME ROLE [COLLECTION,...] sha256:HEX, found " + words.length + " words");
        Role role = Role.ofWord(words[1])
                .orElseThrow(() -> new IllegalArgumentException("the role must be read, write or admin"));
        String hash = words[words.length - 1];
        check(hash.startsWith(HASH_PREFIX), "the last word must be 'sha256:' and 64 hexadecimal digits");
        List<String> collections = words.length == 4 ? List.of(words[2].split(",", -1)) : List.of();
        return new ApiKeyLine(words[0], role, collections, hash.substring(HASH_PREFIX.length()));
    }

    /** As it stands in a file, without line end. */
    public String format() {
        String scope = collections.isEmpty() ? "" : String.join(",", collections) + " ";
        return name + " " + role.word() + " " + scope + HASH_PREFIX + sha256;
    }

    Access access() {
        return new Access(name, role, Set.copyOf(collections), false);
    }

    private static void check(boolean holds, String reason) {
        if (!holds) {
            throw new IllegalArgumentException(reason);
        }
    }
}
