package io.vectron.router.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A set of keys, each with exactly one name and one identity. Immutable. */
public final class ApiKeys {
    /** A key is compared with all of them in turn; this many take some ten microseconds. */
    static final int KEYS_MAX = 1_000;

    private final List<Entry> entries;

    private ApiKeys(List<Entry> entries) {
        this.entries = entries;
    }

    /** A plain pair: what to compare with, and what it stands for. */
    private record Entry(ApiKeyLine line, Access access) {}

    /**
     * @param text lines of keys, empty lines and comments from {@code #} on
     * @param source names the text in messages: a file or a variable
     * @throws ApiKeysException naming source, line and reason
     */
    public static ApiKeys parse(String text, String source) {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        int number = 0;
        for (String raw : text.split("\n", -1)) {
            number++;
            int comment = raw.indexOf('#');
            String line = (comment < 0 ? raw : raw.substring(0, comment)).strip();
            if (line.isEmpty()) {
                continue;
            }
            ApiKeyLine key = parseLine(line, source, number);
            if (!names.add(key.name())) {
                throw bad(source, number, "the name '" + key.name() + "' is there twice");
            }
            if (!hashes.add(key.sha256())) {
                throw bad(source, number, "the key of '" + key.name() + "' is there under another name, too");
            }
            if (entries.size() >= KEYS_MAX) {
                throw bad(source, number, "more than " + KEYS_MAX + " keys");
            }
            entries.add(new Entry(key, key.access()));
        }
        return new ApiKeys(List.copyOf(entries));
    }

    private static ApiKeyLine parseLine(String line, String source, int number) {
        try {
            return ApiKeyLine.parse(line);
        } catch (IllegalArgumentException e) {
            throw bad(source, number, String.valueOf(e.getMessage()));
        }
    }

    private static ApiKeysException bad(String source, int line, String reason) {
        return new ApiKeysException(source + ", line " + line + ": " + reason);
    }

    public int size() {
        return entries.size();
    }

    /** The lines in their order. */
    public List<ApiKeyLine> lines() {
        return entries.stream().map(Entry::line).toList();
    }

    /** What this key stands for. Takes the same time for every key of the right form, known or not. */
    Optional<Access> find(String key) {
        if (!ApiKeyLine.KEY.matcher(key).matches()) {
            return Optional.empty();
        }
        byte[] hash = ascii(ApiKeyLine.hash(key));
        @Nullable Access found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(hash, ascii(entry.line().sha256()))) {
                found = entry.access();
            }
        }
        return Optional.ofNullable(found);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
