package io.vectron.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.router.access.ApiKeyLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

@Tag("unit")
class KeysCommandTest {
    @TempDir
    private Path folder = Path.of("");

    private record Answer(int code, String out, String error) {}

    private Answer keys(String... words) {
        List<String> arguments = new ArrayList<>(List.of("keys"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--file", file().toString()));
        PrintStream standardOut = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        StringWriter error = new StringWriter();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            CommandLine line = Main.commandLine().setErr(new PrintWriter(error, true));
            int code = line.execute(arguments.toArray(String[]::new));
            return new Answer(code, out.toString(StandardCharsets.UTF_8), error.toString());
        } finally {
            System.setOut(standardOut);
        }
    }

    private Path file() {
        return folder.resolve("api-keys");
    }

    @Test
    void createdKeyIsPrintedOnceAndOnlyItsHashKept() throws IOException {
        Answer created = keys("create", "app", "--role", "read", "--collection", "films", "--collection", "books");
        assertThat(created.code()).isZero();
        String key = created.out().strip();
        assertThat(key).matches(ApiKeyLine.KEY);
        assertThat(Files.readString(file()))
                .contains("app read films,books sha256:" + ApiKeyLine.hash(key) + "\n")
                .doesNotContain(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        assertThat(keys("list").out()).contains("app", "read", "films,books").doesNotContain(key);
    }

    @Test
    void revokedKeyIsGoneAndEverythingElseStays() throws IOException {
        Files.writeString(
                file(),
                "# ours\nold read sha256:" + "a".repeat(64) + " # since May\n\nolder admin sha256:" + "b".repeat(64));
        assertThat(keys("create", "new", "--role", "write").code()).isZero();
        assertThat(keys("revoke", "old").code()).isZero();
        assertThat(Files.readString(file()))
                .startsWith("# ours\n\nolder admin sha256:" + "b".repeat(64) + "\nnew write sha256:");
    }

    @Test
    void mistakesAreToldAndChangeNothing() throws IOException {
        assertThat(keys("create", "app", "--role", "read").code()).isZero();
        String before = Files.readString(file());
        assertThat(keys("create", "app", "--role", "write").error()).contains("has a key named 'app' already");
        assertThat(keys("create", "b", "--role", "owner").error()).contains("--role must be read, write or admin");
        assertThat(keys("create", "b c", "--role", "read").error()).contains("the name must be");
        assertThat(keys("create", "b", "--role", "read", "--collection", "../x").code())
                .isEqualTo(Main.USAGE);
        assertThat(keys("revoke", "nobody").error()).contains("has no key named 'nobody'");
        assertThat(Files.readString(file())).isEqualTo(before);
        Files.writeString(file(), before + "half a line\n");
        assertThat(keys("create", "b", "--role", "read").error()).contains("line 3");
        assertThat(Files.readString(file())).isEqualTo(before + "half a line\n");
    }
}
