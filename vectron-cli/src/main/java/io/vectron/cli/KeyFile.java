package io.vectron.cli;

import io.vectron.cli.certs.SecretFile;
import io.vectron.router.access.ApiKeyFile;
import io.vectron.router.access.ApiKeyLine;
import io.vectron.router.access.ApiKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A key file that is changed by hand and by command alike: comments and order stay, and a change that would leave a bad file
 * is not made. One process at a time.
 */
final class KeyFile {
    private final Path file;
    private final String text;
    private final ApiKeys keys;

    private KeyFile(Path file, String text) {
        this.file = file;
        this.text = text;
        this.keys = ApiKeys.parse(text, file.toString());
    }

    /** @throws io.vectron.router.access.ApiKeysException when it is not there or not as it should be */
    static KeyFile open(Path file) {
        return new KeyFile(file, ApiKeyFile.read(file));
    }

    static KeyFile openOrNew(Path file) {
        return Files.exists(file) ? open(file) : new KeyFile(file, "# API keys of Vectron, see docs/security.md\n");
    }

    List<ApiKeyLine> lines() {
        return keys.lines();
    }

    boolean has(String name) {
        return lines().stream().anyMatch(line -> line.name().equals(name));
    }

    void add(ApiKeyLine line) throws IOException {
        String start = text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
        write(start + line.format() + "\n");
    }

    void remove(String name) throws IOException {
        List<String> kept = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.strip().split("\\s+", 2)[0].equals(name)) {
                kept.add(line);
            }
        }
        write(String.join("\n", kept));
    }

    private void write(String newText) throws IOException {
        var _ = ApiKeys.parse(newText, file.toString());
        SecretFile.write(file, newText);
    }
}
