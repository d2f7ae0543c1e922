package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.system.BrowserFixture.Visit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three placement drivers, three workers and a router with certificates and keys; their dashboard in a browser, while a
 * worker is killed; and processes without credentials, which do not start.
 */
@Tag("cluster")
@Tag("browser")
class SecuredClusterTest {
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final String COLLECTION = "secured";
    private static final int DIMENSION = 8;
    private static final int POINTS = 500;
    /** People are promised 5 s; the test allows a busy machine more and prints what it took. */
    private static final double SHOWN_MAX_MILLIS = 15_000;

    @TempDir
    private static Path directory;

    private static @Nullable Protection protection;
    private static @Nullable ClusterFixture cluster;

    @BeforeAll
    static void start() throws Exception {
        Protection made = Protection.make(directory.resolve("certs"));
        ClusterFixture started = ClusterFixture.startSecured(directory, 3, 3, made);
        protection = made;
        cluster = started;
        var _ = started.create(CreateCollectionRequest.newBuilder()
                .setName(COLLECTION)
                .setDimension(DIMENSION)
                .setMetric(Metric.METRIC_L2)
                .setShards(3)
                .setReplicationFactor(3)
                .build());
        UpsertRequest.Builder points = UpsertRequest.newBuilder().setCollection(COLLECTION);
        for (int id = 0; id < POINTS; id++) {
            points.addPoints(TestPoints.point(id, 1, DIMENSION));
        }
        // a majority has to answer: Raft runs between the processes
        assertThat(started.points().upsert(points.build()).getWritten()).isEqualTo(POINTS);
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    private static ClusterFixture cluster() {
        return Objects.requireNonNull(cluster);
    }

    @Test
    void raftAndCallsRunOverMutualTls() {
        assertThat(cluster()
                        .points()
                        .get(GetRequest.newBuilder()
                                .setCollection(COLLECTION)
                                .addIds(TestPoints.id(1))
                                .setWithVectors(true)
                                .build())
                        .getPointsList())
                .containsExactly(TestPoints.point(1, 1, DIMENSION));
    }

    @Test
    void dashboardShowsEveryPageAfterALoginAndAKilledWorkerAndItsReturn() throws Exception {
        BrowserFixture.require();
        int port = cluster().startDashboard();
        try (BrowserFixture browser = BrowserFixture.start();
                Visit visit = browser.visit(port, ColorScheme.DARK, 1280)) {
            login(visit);
            walk(visit);
            kill(visit);
        }
    }

    private static void login(Visit visit) {
        Page page = visit.page;
        visit.open("/cluster");
        page.waitForURL("**/login");
        visit.look("cluster-of-three-login");
        page.locator("#key").fill(Objects.requireNonNull(protection).key());
        page.locator("#key").press("Enter");
        page.getByText("Healthy").first().waitFor();
    }

    private static void walk(Visit visit) {
        Page page = visit.page;
        visit.look("cluster-of-three-overview");
        visit.open("/collections");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(COLLECTION))
                .waitFor();
        visit.look("cluster-of-three-collections");
        visit.open("/collections/" + COLLECTION);
        page.getByText("Shard ").first().waitFor();
        visit.look("cluster-of-three-collection");
        page.locator("a.cover.button").first().click();
        page.locator("h1:has-text('Shard')").waitFor();
        visit.look("cluster-of-three-index");
        visit.open("/playground");
        page.locator("label[for=by-vector]").click();
        page.locator("#q-vector").fill("[1, 0, 0, 0, 0, 0, 0, 0]");
        page.locator("button.submit").click();
        page.locator(".hit").first().waitFor();
        visit.look("cluster-of-three-playground");
        visit.open("/jvm");
        page.getByText("vectron-worker").first().waitFor();
        visit.open("/cluster");
        page.locator("tr[id^=worker-]").nth(2).waitFor();
        visit.look("cluster-of-three-cluster");
    }

    private static void kill(Visit visit) throws InterruptedException {
        Locator row = visit.page
                .locator("tr[id^=worker-]")
                .filter(new Locator.FilterOptions().setHasText(cluster().workerAddress(1)));
        shown(row, Pattern.compile("ready"));
        long start = System.nanoTime();
        cluster().worker(1).kill();
        shown(row, Pattern.compile("silent|down"));
        double gone = (System.nanoTime() - start) / 1e9;
        visit.look("cluster-of-three-killed");
        cluster().worker(1).startAgain();
        cluster().worker(1).awaitOutput("READY", LIMIT);
        start = System.nanoTime();
        shown(row, Pattern.compile("ready"));
        double back = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "DASHBOARD a killed worker shows after %.1f s, its return %.1f s after it serves%n", gone, back);
    }

    private static void shown(Locator row, Pattern state) {
        row.filter(new Locator.FilterOptions().setHasText(state))
                .waitFor(new Locator.WaitForOptions().setTimeout(SHOWN_MAX_MILLIS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"pd", "worker", "router", "admin"})
    void roleWithoutCredentialsEndsWithOneMessageThatNamesTheWaysOut(String role) throws Exception {
        try (VectronProcess process = new VectronProcess(role, directory.resolve("none"), "256m", List.of(role))) {
            assertThat(process.awaitExit(LIMIT)).as(process.output()).isEqualTo(1);
            assertThat(process.fullOutput())
                    .contains("vectron." + role + ".tls-directory", "vectron." + role + ".insecure-dev=true")
                    .doesNotContain("\tat ", "READY");
        }
    }
}
