package io.vectron.router.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiKeyFileTest {
    private static final String GOOD = "a read sha256:" + "a".repeat(64) + "\n";

    @TempDir
    private Path directory;

    private final AtomicLong clock = new AtomicLong();

    private List<String> names(ApiKeyFile file) {
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        return file.get().lines().stream().map(ApiKeyLine::name).toList();
    }

    @Test
    void changedFileIsTakenAndBadOneIsNot() throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), GOOD);
        ApiKeyFile keys = ApiKeyFile.open(file, clock::get);
        assertThat(names(keys)).containsExactly("a");
        Files.writeString(file, GOOD + "b admin sha256:" + "b".repeat(64) + "\n");
        assertThat(names(keys)).containsExactly("a", "b");
        Files.writeString(file, GOOD + "b adm");
        assertThat(names(keys)).containsExactly("a", "b");
        Files.delete(file);
        assertThat(names(keys)).containsExactly("a", "b");
        Files.writeString(file, "c write sha256:" + "c".repeat(64) + "\n");
        assertThat(names(keys)).containsExactly("c");
    }

    @Test
    void emptiedFileRevokesAll() throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), GOOD);
        ApiKeyFile keys = ApiKeyFile.open(file, clock::get);
        Files.writeString(file, "# nobody\n");
        assertThat(names(keys)).isEmpty();
    }

    @Test
    void fileIsNotReadMoreThanOnceASecond() throws IOException {
        Path file = Files.writeString(directory.resolve("keys"), GOOD);
        ApiKeyFile keys = ApiKeyFile.open(file, clock::get);
        Files.writeString(file, "");
        clock.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(keys.get().size()).isEqualTo(1);
        clock.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(keys.get().size()).isZero();
    }

    @Test
    void missingAndMalformedFilesAreNamedAtStart() throws IOException {
        Path missing = directory.resolve("missing");
        assertThatExceptionOfType(ApiKeysException.class)
                .isThrownBy(() -> ApiKeyFile.open(missing))
                .withMessageContaining(missing.toString());
        Path binary = Files.write(directory.resolve("binary"), new byte[] {(byte) 0xc3, 0x28});
        assertThatExceptionOfType(ApiKeysException.class)
                .isThrownBy(() -> ApiKeyFile.open(binary))
                .withMessageContaining("UTF-8");
    }
}
