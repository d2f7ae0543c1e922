package io.vectron.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that must fail, and what they say. */
class WorkerStartTest {
    @TempDir
    private Path directory;

    private void refused(String setting, String... says) {
        assertThatThrownBy(() -> WorkerApplication.builder()
                        .registerShutdownHook(false)
                        .run("--vectron.worker.data-directory=" + directory, setting)
                        .close())
                .satisfies(e -> assertThat(e.getMessage()).contains(says));
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void withoutCredentialsTheTwoWaysOutAreNamed() {
        refused(
                "--vectron.worker.capacity=1",
                "the worker has no credentials for the cluster",
                "vectron.worker.tls-directory",
                "vectron.worker.insecure-dev=true");
    }

    @Test
    void missingTlsFilesAreNamed() {
        refused("--vectron.worker.tls-directory=" + directory, "there is no file " + directory.resolve("ca.crt"));
    }
}
