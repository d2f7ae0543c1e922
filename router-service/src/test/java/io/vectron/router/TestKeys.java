package io.vectron.router;

import io.vectron.router.access.ApiKeyLine;
import io.vectron.router.access.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A key file with fresh keys, and the keys themselves by their names. */
final class TestKeys {
    private final Path file;
    private final Map<String, String> keys = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();

    TestKeys(Path file) {
        this.file = file;
    }

    TestKeys add(String name, Role role, String... collections) {
        String key = ApiKeyLine.newKey();
        keys.put(name, key);
        lines.add(new ApiKeyLine(name, role, List.of(collections), ApiKeyLine.hash(key)).format());
        write();
        return this;
    }

    void remove(String name) {
        lines.removeIf(line -> line.startsWith(name + " "));
        write();
    }

    private void write() {
        try {
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String key(String name) {
        return keys.getOrDefault(name, "");
    }

    String setting() {
        return "--vectron.router.api-keys-file=" + file;
    }
}
