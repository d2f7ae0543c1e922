package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.GrpcSslContexts;
import io.grpc.stub.MetadataUtils;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vectron.cli.certs.CertificateAuthority;
import io.vectron.proto.v1.ListCollectionsRequest;
import io.vectron.tls.ChannelSecurity;
import io.vectron.tls.TlsIdentity;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code vectron up --api-keys}: used by who has a key, and closed to everybody else at every port. */
@Tag("cluster")
class LockedUpTest {
    private static final Duration COMMAND_MAX = Duration.ofMinutes(1);

    @TempDir
    private static Path directory;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private static @Nullable UpFixture up;
    private static Path keyFile = Path.of("");
    private static String admin = "";
    private static String reader = "";

    @BeforeAll
    static void start() throws Exception {
        keyFile = directory.resolve("api-keys");
        admin = newKey("ops", "--role", "admin");
        reader = newKey("app", "--role", "read", "--collection", "films");
        up = UpFixture.startLocked(directory.resolve("up"), keyFile);
    }

    @AfterAll
    static void stop() {
        if (up != null) {
            up.close();
        }
    }

    private static UpFixture up() {
        return Objects.requireNonNull(up);
    }

    private static String newKey(String... arguments) throws InterruptedException {
        return command("create", arguments)
                .lines()
                .filter(line -> line.startsWith("vk_"))
                .findFirst()
                .orElseThrow();
    }

    /** {@code vectron keys ...} in a process of its own. */
    private static String command(String verb, String... arguments) throws InterruptedException {
        List<String> all = new java.util.ArrayList<>(List.of("keys", verb));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--file", keyFile.toString()));
        try (VectronProcess process =
                new VectronProcess("keys-" + String.join("-", arguments).replace("/", "_"), directory, "128m", all)) {
            assertThat(process.awaitExit(COMMAND_MAX)).as(process.output()).isZero();
            return process.fullOutput();
        }
    }

    private static Path certificates() {
        return directory.resolve("up").resolve("data").resolve("certs");
    }

    private static HttpResponse<String> http(String method, String path, String key, @Nullable String body)
            throws IOException, InterruptedException {
        URI uri = up().rest(path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofMinutes(1))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!key.isEmpty()) {
            request.header("Authorization", "Bearer " + key);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void keyOpensTheWholeWayFromCreationToSearch() throws Exception {
        String films = "/v1/collections/films";
        assertThat(http("POST", "/v1/collections", "", "{}").statusCode()).isEqualTo(401);
        assertThat(http("POST", "/v1/collections", reader, "{\"name\":\"films\",\"dimension\":3,\"metric\":\"l2\"}")
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> created =
                http("POST", "/v1/collections", admin, "{\"name\":\"films\",\"dimension\":3,\"metric\":\"l2\"}");
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        String points = "{\"points\":[{\"id\":7,\"vector\":[1,0,0]},{\"id\":8,\"vector\":[0,1,0]}]}";
        HttpResponse<String> written = http("PUT", films + "/points", admin, points);
        assertThat(written.statusCode()).as(written.body()).isEqualTo(200);
        assertThat(http("PUT", films + "/points", reader, points).statusCode()).isEqualTo(403);
        HttpResponse<String> found =
                http("POST", films + "/points/search", reader, "{\"vector\":[1,0,0],\"k\":1,\"recall\":1}");
        assertThat(found.statusCode()).as(found.body()).isEqualTo(200);
        assertThat(found.body()).contains("\"id\":7").doesNotContain("\"id\":8");
    }

    @Test
    void grpcNeedsTheKeyAsWell() {
        try {
            var _ = up().collections().listCollections(ListCollectionsRequest.getDefaultInstance());
            throw new AssertionError("the call was let in without a key");
        } catch (StatusRuntimeException e) {
            assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
        }
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + reader);
        var _ = up().collections()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .listCollections(ListCollectionsRequest.getDefaultInstance());
    }

    @Test
    void keyMadeWhileTheSuiteRunsIsTakenAndRefusedAgainWhenRevoked() throws Exception {
        String key = newKey("guest", "--role", "read");
        Await.until(COMMAND_MAX, "the new key", () -> status(key) == 200);
        command("revoke", "guest");
        Await.until(COMMAND_MAX, "the end of the key", () -> status(key) == 401);
        assertThat(command("list")).contains("ops", "app", "films").doesNotContain("guest", admin, reader);
    }

    private static int status(String key) {
        try {
            return http("GET", "/v1/whoami", key, null).statusCode();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {7710, 7711, 7720, 7721})
    void internalPortLetsOnlyItsOwnClusterIn(int defaultPort) throws Exception {
        int port = up().port(defaultPort);
        Path own = certificates().resolve("router");
        assertThat(Knock.at(port, ChannelSecurity.ofDirectory(own)::applyTo))
                .as("with a certificate of the cluster")
                .isEqualTo(Status.Code.UNIMPLEMENTED);

        assertThat(Knock.at(port, ChannelSecurity.PLAINTEXT::applyTo))
                .as("plaintext")
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Knock.at(port, ChannelSecurity.trusting(own.resolve("ca.crt"))::applyTo))
                .as("without a client certificate")
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Knock.at(port, builder -> builder.sslContext(context(foreign(), own, "TLSv1.3"))))
                .as("certificate of a foreign CA")
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Knock.at(port, builder -> builder.sslContext(context(expired(), own, "TLSv1.3"))))
                .as("expired certificate")
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Knock.at(port, builder -> builder.sslContext(context(own, own, "TLSv1.2"))))
                .as("TLS 1.2")
                .isEqualTo(Status.Code.UNAVAILABLE);
        assertThat(Knock.at(
                        port,
                        builder -> ChannelSecurity.ofDirectory(own)
                                .applyTo(builder)
                                .overrideAuthority("elsewhere.example")))
                .as("a server that the client did not mean")
                .isEqualTo(Status.Code.UNAVAILABLE);
    }

    /** Shows the certificate of one folder, however bad, and trusts the cluster's own CA. */
    private static SslContext context(Path shown, Path own, String protocol) {
        try {
            return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                    .keyManager(
                            shown.resolve("tls.crt").toFile(),
                            shown.resolve("tls.key").toFile())
                    .trustManager(TlsIdentity.load(own).trustManagers())
                    .protocols(protocol)
                    .build();
        } catch (SSLException e) {
            throw new AssertionError(e);
        }
    }

    private static Path foreign() {
        try {
            Path folder = Files.createTempDirectory(directory, "foreign");
            CertificateAuthority.create(folder).issue("worker", List.of());
            return folder.resolve("worker");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Of the cluster's own CA, but from two years ago. */
    private static Path expired() {
        try {
            Path folder = Files.createTempDirectory(directory, "expired");
            for (String name : List.of("ca.crt", "ca.key")) {
                Files.copy(certificates().resolve(name), folder.resolve(name));
            }
            Instant yesterday = Instant.now().minus(Duration.ofDays(1));
            CertificateAuthority.open(folder).issue("worker", List.of(), yesterday, Duration.ofHours(1));
            return folder.resolve("worker");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void portsAreTheDocumentedOnes() throws IOException {
        PortsDocument.check(up());
    }

    @Test
    void secretsAreForTheirOwnerOnlyAndInNoLog() throws IOException {
        for (Path secret : List.of(
                keyFile, certificates().resolve("ca.key"), certificates().resolve("worker/tls.key"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .as(secret.toString())
                    .isEqualTo("rw-------");
        }
        String log = Files.readString(directory.resolve("up/data/logs/vectron.log"));
        assertThat(log).isNotEmpty().doesNotContain(admin, reader);
        assertThat(Files.readString(keyFile)).doesNotContain(admin, reader);
    }
}
