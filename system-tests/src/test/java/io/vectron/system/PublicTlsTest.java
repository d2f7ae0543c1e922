package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.cli.certs.CertificateAuthority;
import io.vectron.tls.TlsIdentity;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A locked suite with TLS on its public ports, by REST and by the command line. */
@Tag("cluster")
class PublicTlsTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    @TempDir
    private Path directory;

    @Test
    void clientsThatTrustTheAuthorityComeInAndOthersDoNot() throws Exception {
        Protection protection = Protection.make(directory.resolve("certs"));
        Path key = Files.writeString(directory.resolve("key"), protection.key() + "\n");
        Path ca = directory.resolve("certs").resolve("ca.crt");
        Path foreign = directory.resolve("foreign");
        CertificateAuthority.create(foreign);
        try (UpFixture up = UpFixture.startLocked(
                directory.resolve("up"),
                directory.resolve("certs").resolve("api-keys"),
                "--public-tls",
                directory.resolve("certs").resolve("router").toString())) {
            assertThat(https(up, protection.key())).isEqualTo(200);
            assertThat(https(up, "")).isEqualTo(401);
            assertThat(list(up, "trusting", "--api-key-file", key.toString(), "--ca", ca.toString()))
                    .isZero();
            assertThat(list(up, "keyless", "--ca", ca.toString())).isEqualTo(1);
            assertThat(list(up, "plaintext", "--api-key-file", key.toString())).isEqualTo(1);
            assertThat(list(
                            up,
                            "mistrusting",
                            "--api-key-file",
                            key.toString(),
                            "--ca",
                            foreign.resolve("ca.crt").toString()))
                    .isEqualTo(1);
        }
    }

    private int https(UpFixture up, String key) throws Exception {
        TlsIdentity identity = TlsIdentity.load(directory.resolve("certs").resolve("router"));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, identity.trustManagers().getTrustManagers(), null);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://127.0.0.1:" + up.port(7700) + "/v1/collections"))
                .timeout(LIMIT);
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    /** The exit code of {@code vectron collections list}. */
    private int list(UpFixture up, String name, String... options) throws InterruptedException {
        List<String> arguments =
                new ArrayList<>(List.of("collections", "list", "--server", "127.0.0.1:" + up.grpcPort()));
        arguments.addAll(List.of(options));
        try (VectronProcess process = new VectronProcess(name, directory, "128m", arguments)) {
            return process.awaitExit(LIMIT);
        }
    }
}
