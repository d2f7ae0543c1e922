package io.vectron.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.proto.v1.Identity;
import io.vectron.proto.v1.Role;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A locked dashboard: who gets in, and what each role may do. */
class AccessTest {
    private static final Map<String, String> NEW =
            Map.of("name", "films", "dimension", "4", "metric", "l2", "shards", "1", "replicationFactor", "1");

    @TempDir
    static Path folder;

    /** One for all tests: a start takes seconds. */
    private static FakeCluster cluster;

    private static Dashboard dashboard;

    @BeforeAll
    static void start() throws Exception {
        SelfSigned.write(folder);
        cluster = new FakeCluster(folder);
        dashboard = locked(cluster, "--vectron.admin.session.key-check=1ms");
    }

    @BeforeEach
    void keys() {
        cluster.reset();
        dashboard.newBrowser();
        cluster.keys.put("vk_reader", identity("ann", Role.ROLE_READ));
        cluster.keys.put("vk_admin", identity("bob", Role.ROLE_ADMIN));
        cluster.keys.put(
                "vk_some",
                identity("eve", Role.ROLE_READ).toBuilder()
                        .addCollections("films")
                        .build());
        cluster.workers.add(Samples.worker("w1", cluster.secureAddress(), 100));
    }

    private static Dashboard locked(FakeCluster cluster, String... more) {
        String[] settings = new String[more.length + 1];
        settings[0] = "--vectron.admin.tls-directory=" + folder;
        System.arraycopy(more, 0, settings, 1, more.length);
        return new Dashboard(cluster.secureAddress(), cluster.address(), settings);
    }

    private static Identity identity(String name, Role role) {
        return Identity.newBuilder().setName(name).setRole(role).build();
    }

    @AfterAll
    static void stop() {
        dashboard.close();
        cluster.close();
    }

    @Test
    void withoutALoginThereIsOnlyTheLoginPage() {
        for (String path :
                new String[] {"/", "/cluster", "/collections", "/collections/x", "/playground", "/jvm", "/jvm/instances"
                }) {
            assertThat(dashboard.get(path).statusCode()).as(path).isIn(302, 401);
            assertThat(dashboard.get(path).body()).as(path).doesNotContain("Vectron is");
        }
        assertThat(dashboard.get("/live").statusCode()).isEqualTo(401);
        assertThat(dashboard.get("/live/history.json").statusCode()).isEqualTo(401);
        assertThat(dashboard.get("/login").body()).contains("Log in to Vectron");
    }

    @Test
    void wrongKeyIsRefusedAndAnUnreachableRouterIsNamed() throws Exception {
        assertThat(dashboard.login("vk_wrong").headers().firstValue("location"))
                .hasValueSatisfying(path -> assertThat(path).endsWith("/login?wrong"));
        assertThat(dashboard.login("line\nbreak").headers().firstValue("location"))
                .hasValueSatisfying(path -> assertThat(path).endsWith("/login?wrong"));
        try (FakeCluster lost = new FakeCluster(folder);
                Dashboard left = locked(lost)) {
            lost.stop();
            assertThat(left.login("vk_admin").headers().firstValue("location"))
                    .hasValueSatisfying(path -> assertThat(path).endsWith("/login?unreachable"));
        }
    }

    @Test
    void readerSeesAndMayNotChange() {
        dashboard.login("vk_reader");
        String page = dashboard.get("/collections").body();
        assertThat(page).contains("ann").doesNotContain("New collection");
        var refused = dashboard.post("/collections", "/playground", NEW);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("Your API key does not allow this");
        assertThat(dashboard
                        .post("/collections/films/delete", "/playground", Map.of("confirm", "films"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(cluster.log).isEmpty();
    }

    @Test
    void adminCreatesWithItsOwnKey() {
        dashboard.login("vk_admin");
        assertThat(dashboard.post("/collections", "/collections", NEW).statusCode())
                .isEqualTo(302);
        assertThat(cluster.log).containsExactly("create films by Bearer vk_admin");
    }

    @Test
    void keyOfSomeCollectionsSeesOnlyThose() {
        cluster.collections.add(Samples.collection("films", 4, cluster.address(), "w1"));
        cluster.collections.add(Samples.collection("secret", 4, cluster.address(), "w1"));
        dashboard.login("vk_some");
        String list = dashboard.await("/collections", "films", page -> page.contains("films"));
        assertThat(list
                        + dashboard.get("/").body()
                        + dashboard.get("/playground").body())
                .doesNotContain("secret");
        assertThat(dashboard.get("/collections/secret").statusCode()).isEqualTo(404);
        assertThat(dashboard.get("/collections/secret/shards/11/w1").statusCode())
                .isEqualTo(404);
        assertThat(dashboard.get("/collections/secret/shards/11/w1/charts.json").statusCode())
                .isEqualTo(404);
    }

    @Test
    void postWithoutTheTokenIsRefused() {
        dashboard.login("vk_admin");
        assertThat(dashboard
                        .postRaw("/collections", "name=films&dimension=4&metric=l2")
                        .statusCode())
                .isEqualTo(403);
        assertThat(cluster.log).isEmpty();
    }

    @Test
    void revokedKeyEndsTheLogin() {
        dashboard.login("vk_admin");
        assertThat(dashboard.get("/").statusCode()).isEqualTo(200);
        cluster.keys.remove("vk_admin");
        // the first request after the login only notes the time
        var _ = dashboard.get("/");
        assertThat(dashboard.get("/").statusCode()).isEqualTo(302);
    }

    @Test
    void loginEndsByItselfHoweverOftenThePageRefreshes() throws Exception {
        try (Dashboard brief = locked(cluster, "--vectron.admin.session.idle=1s")) {
            brief.login("vk_admin");
            assertThat(brief.get("/").statusCode()).isEqualTo(200);
            long end = System.nanoTime() + 20_000_000_000L;
            while (brief.get("/", "X-Vectron-Live", "1").statusCode() == 200) {
                assertThat(System.nanoTime()).as("still logged in").isLessThan(end);
                Thread.sleep(100);
            }
        }
    }

    @Test
    void logoutEndsTheSession() {
        dashboard.login("vk_admin");
        assertThat(dashboard.post("/logout", "/", Map.of()).headers().firstValue("location"))
                .hasValueSatisfying(path -> assertThat(path).endsWith("/login?out"));
        assertThat(dashboard.get("/").statusCode()).isEqualTo(302);
    }

    @Test
    void headersForbidInlineCodeAndFrames() {
        var page = dashboard.get("/login");
        assertThat(page.headers().firstValue("content-security-policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'self'", "frame-ancestors 'none'")
                        .doesNotContain("unsafe"));
        assertThat(page.headers().firstValue("x-content-type-options")).hasValue("nosniff");
        assertThat(String.join(";", page.headers().allValues("set-cookie")))
                .contains("VECTRON_ADMIN=", "HttpOnly", "SameSite=Strict");
        assertThat(page.body())
                .doesNotContain("<style")
                .doesNotContain(" style=")
                .doesNotContain("<script>");
    }

    @Test
    void healthIsOpenOnTheManagementPortOnly() throws Exception {
        URI health = URI.create("http://127.0.0.1:" + dashboard.managementPort() + "/actuator/health");
        assertThat(dashboard
                        .http
                        .send(HttpRequest.newBuilder(health).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        URI env = URI.create("http://127.0.0.1:" + dashboard.managementPort() + "/actuator/env");
        assertThat(dashboard
                        .http
                        .send(HttpRequest.newBuilder(env).build(), BodyHandlers.ofString())
                        .statusCode())
                .isNotEqualTo(200);
        assertThat(dashboard.get("/actuator/health").statusCode()).isIn(302, 404);
    }

    @Test
    void startIsRefusedWithoutIdentityAndInsecureOnlyOnLoopback() {
        assertThatThrownBy(() -> new Dashboard("127.0.0.1:1", "127.0.0.1:1"))
                .hasStackTraceContaining("vectron.admin.tls-directory");
        assertThatThrownBy(() -> new Dashboard(
                        "127.0.0.1:1",
                        "127.0.0.1:1",
                        "--vectron.admin.insecure-dev=true",
                        "--vectron.admin.bind-address=0.0.0.0"))
                .hasStackTraceContaining("loopback");
        assertThatThrownBy(() -> new Dashboard(
                        "127.0.0.1:1",
                        "127.0.0.1:1",
                        "--vectron.admin.insecure-dev=true",
                        "--vectron.admin.colour=red"))
                .hasStackTraceContaining("vectron.admin.colour");
    }
}
