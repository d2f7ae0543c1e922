package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.proto.v1.AccessGrpc;
import io.vectron.proto.v1.Identity;
import io.vectron.proto.v1.WhoAmIRequest;
import io.vectron.router.access.ApiKeyLine;
import io.vectron.router.access.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** API keys at both faces of a running router, and the lines that they leave in the audit log. */
class AccessTest {
    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    @TempDir
    private static Path directory;

    private static TestKeys keys;
    private static TestCluster cluster;

    private final ListAppender<ILoggingEvent> audit = new ListAppender<>();

    @BeforeAll
    static void start() throws IOException {
        keys = new TestKeys(directory.resolve("keys"))
                .add("admin", Role.ADMIN)
                .add("films-only", Role.ADMIN, "films", "film-drafts");
        cluster = new TestCluster(1, keys.setting());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void listen() {
        cluster.use("");
        audit.start();
        auditLogger().addAppender(audit);
    }

    @AfterEach
    void stopListening() {
        auditLogger().detachAppender(audit);
    }

    private static Logger auditLogger() {
        return (Logger) LoggerFactory.getLogger("vectron.audit");
    }

    private List<String> auditLines() {
        return List.copyOf(audit.list).stream()
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    private AccessGrpc.AccessBlockingStub whoAmI(String authorization) {
        Metadata headers = new Metadata();
        headers.put(AUTHORIZATION, authorization);
        Channel channel =
                ClientInterceptors.intercept(cluster.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
        return AccessGrpc.newBlockingStub(channel);
    }

    @Test
    void whoAmITellsWhatTheKeyStandsFor() {
        cluster.use(keys.key("films-only"));
        assertThat(cluster.rest("GET", "/v1/whoami").body())
                .isEqualTo("{\"name\":\"films-only\",\"role\":\"admin\","
                        + "\"collections\":[\"film-drafts\",\"films\"],\"insecure_dev\":false}");
        Identity identity = whoAmI("bearer " + keys.key("films-only")).whoAmI(WhoAmIRequest.getDefaultInstance());
        assertThat(identity.getName()).isEqualTo("films-only");
        assertThat(identity.getRole()).isEqualTo(io.vectron.proto.v1.Role.ROLE_ADMIN);
        assertThat(identity.getCollectionsList()).containsExactly("film-drafts", "films");
        assertThat(identity.getInsecureDev()).isFalse();
    }

    @Test
    void keyForSomeCollectionsSeesNoOthers() {
        cluster.use(keys.key("admin"));
        cluster.create("films", 3, "l2", 1);
        cluster.create("secrets", 3, "l2", 1);
        cluster.use(keys.key("films-only"));

        assertThat(cluster.rest("GET", "/v1/collections").body())
                .contains("\"films\"")
                .doesNotContain("secrets");
        assertThat(cluster.rest("GET", "/v1/collections/films").statusCode()).isEqualTo(200);
        for (String other : List.of("secrets", "no-such-collection")) {
            HttpResponse<String> denied = cluster.rest("GET", "/v1/collections/" + other);
            assertThat(denied.statusCode()).isEqualTo(403);
            assertThat(denied.body()).contains("PERMISSION_DENIED");
            assertThat(cluster.rest("DELETE", "/v1/collections/" + other).statusCode())
                    .isEqualTo(403);
            assertThat(cluster.rest("GET", "/v1/collections/" + other + "/points/1")
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(cluster.rest("POST", "/v1/collections", "{\"name\":\"mine\",\"dimension\":3,\"metric\":\"l2\"}")
                        .statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Bearer vk_short", "Bearer UNKNOWN", "UNKNOWN"})
    void whateverIsNoKnownKeyIsRefusedAtBothFaces(String shape) {
        String authorization = shape.replace("UNKNOWN", ApiKeyLine.newKey());
        HttpResponse<String> answer = cluster.send(cluster.request("/v1/collections")
                .header("Authorization", authorization)
                .GET());
        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(answer.headers().firstValue("X-Request-Id")).isPresent();
        assertThatThrownBy(() -> whoAmI(authorization).whoAmI(WhoAmIRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(GrpcErrors.fromGrpc(e).orElseThrow().code())
                                .isEqualTo(ErrorCode.UNAUTHENTICATED));
        if (authorization.length() > 20) {
            assertThat(String.join("\n", auditLines()) + answer.body())
                    .doesNotContain(authorization.substring(authorization.length() - 10));
        }
    }

    @Test
    void secondAuthorizationHeaderIsRefusedEvenWhenTheFirstIsGood() {
        HttpResponse<String> answer = cluster.send(cluster.request("/v1/collections")
                .header("Authorization", "Bearer " + keys.key("admin"))
                .header("Authorization", "Bearer " + keys.key("films-only"))
                .GET());
        assertThat(answer.statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/nothing/here",
                "/v1/collections;x=/livez",
                "/livez;/../v1/collections",
                "/livez/",
                "/swagger-ui/%2e%2e/v1/collections",
                "/swagger-ui/..;/v1/collections",
                "/swagger-ui/../v1/collections",
                "/v3/api-docs/../../v1/collections",
                "/v3/api-docs%2f..%2f..%2fv1/collections",
                "//v1/collections",
                "/error",
                "/actuator/env"
            })
    void everyOtherPathNeedsAKey(String path) {
        HttpResponse<String> answer = cluster.rest("GET", path);
        assertThat(answer.statusCode()).as(answer.body()).isIn(400, 401);
        assertThat(answer.body()).doesNotContain("\"collections\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz", "/v3/api-docs", "/swagger-ui/index.html"})
    void healthAndTheDocumentNeedNone(String path) {
        assertThat(cluster.rest("GET", path).statusCode()).isEqualTo(200);
    }

    @Test
    void revokedKeyIsRefusedAndNewKeyIsTakenWithoutARestart() throws InterruptedException {
        keys.add("guest", Role.READ);
        cluster.use(keys.key("guest"));
        awaitStatus(200);
        keys.remove("guest");
        awaitStatus(401);
    }

    private void awaitStatus(int status) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (cluster.rest("GET", "/v1/whoami").statusCode() != status) {
            assertThat(System.nanoTime())
                    .as("status " + status + " within 20 s")
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    @Test
    void changesAndRefusalsAreInTheAuditLog() throws InterruptedException {
        cluster.use(keys.key("admin"));
        cluster.create("audited", 3, "l2", 1);
        assertThat(cluster.rest("DELETE", "/v1/collections/audited").statusCode())
                .isEqualTo(204);
        assertThat(auditLines())
                .contains(
                        "collection created key=admin collection=audited",
                        "collection deleted key=admin collection=audited");
        cluster.use(keys.key("films-only"));
        awaitAuditLine(
                "/v1/collections/a%0d%0aaccess%20granted",
                "access denied key=films-only role=admin needed=read collection=a??access?granted");
        cluster.use("");
        awaitAuditLine("/v1/collections", "authentication failed peer=127.0.0.1 reason=no-key");
    }

    /** Asks again, because lines of refusals are bounded and other tests were refused a moment ago. */
    private void awaitAuditLine(String path, String line) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (auditLines().stream().noneMatch(found -> found.startsWith(line))) {
            assertThat(System.nanoTime())
                    .as("'%s' among %s", line, auditLines())
                    .isLessThan(end);
            assertThat(cluster.rest("GET", path).statusCode()).isIn(401, 403);
            Thread.sleep(100);
        }
    }
}
