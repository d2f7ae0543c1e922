package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that are refused because somebody could come in who should not. */
class AccessStartTest {
    @Test
    void routerWithoutCredentialsOrKeysDoesNotStart(@TempDir Path directory) throws IOException {
        assertStartFails("the router has no credentials for the cluster", "--vectron.router.insecure-dev=false");
        assertStartFails(
                "for loopback addresses only, found '0.0.0.0'",
                "--vectron.router.insecure-dev=true",
                "--vectron.router.bind-address=0.0.0.0");
        Path empty = Files.writeString(directory.resolve("keys"), "# none\n");
        assertStartFails(
                empty + " holds no API key",
                "--vectron.router.insecure-dev=true",
                "--vectron.router.api-keys-file=" + empty);
        Path bad = Files.writeString(directory.resolve("bad"), "app reader sha256:0\n");
        assertStartFails(
                bad + ", line 1: the role must be read, write or admin",
                "--vectron.router.insecure-dev=true",
                "--vectron.router.api-keys-file=" + bad);
        assertThatThrownBy(() -> AccessConfiguration.authenticator(null, null, false))
                .hasMessageContainingAll("vectron.router.api-keys-file", "vectron.router.insecure-dev=true");
        assertThatThrownBy(() -> AccessConfiguration.authenticator(bad, "a read x", false))
                .hasMessageContaining("give one of them");
    }

    private static void assertStartFails(String reason, String... settings) {
        List<String> arguments =
                new ArrayList<>(List.of("--vectron.router.rest-port=0", "--vectron.router.grpc-port=0"));
        arguments.addAll(List.of(settings));
        Throwable innermost = catchThrowable(() -> RouterApplication.builder()
                .registerShutdownHook(false)
                .run(arguments.toArray(String[]::new))
                .close());
        assertThat(innermost).as("the start fails").isNotNull();
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        assertThat(innermost).hasMessageContaining(reason);
    }
}
