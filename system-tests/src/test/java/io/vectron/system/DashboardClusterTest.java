package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import io.vectron.proto.v1.CreateCollectionRequest;
import io.vectron.proto.v1.GetCollectionRequest;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.system.BrowserFixture.Visit;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboard of a cluster of three placement drivers and three workers, one of which is killed while it is open. */
@Tag("browser")
class DashboardClusterTest {
    private static final String COLLECTION = "watched";
    private static final int DIMENSION = 8;
    private static final int POINTS = 500;
    private static final Duration READY_MAX = Duration.ofMinutes(1);
    /** What people are promised; the test allows a busy machine some more and prints what it took. */
    private static final double SHOWN_MAX_MILLIS = 15_000;

    @TempDir
    Path directory;

    @Test
    void aKilledWorkerShowsOnTheOpenPageAndSoDoesItsReturn() throws Exception {
        BrowserFixture.require();
        try (ClusterFixture cluster = ClusterFixture.start(directory, 3, 3);
                BrowserFixture browser = BrowserFixture.start()) {
            fill(cluster);
            int port = cluster.startDashboard();
            try (Visit visit = browser.visit(port, ColorScheme.DARK, 1280)) {
                walk(visit);
                kill(cluster, visit);
            }
        }
    }

    private static void fill(ClusterFixture cluster) throws InterruptedException {
        var _ = cluster.collections()
                .createCollection(CreateCollectionRequest.newBuilder()
                        .setName(COLLECTION)
                        .setDimension(DIMENSION)
                        .setMetric(Metric.METRIC_L2)
                        .setShards(3)
                        .setReplicationFactor(3)
                        .build());
        Await.until(
                READY_MAX,
                "ready collection",
                () -> cluster.collections()
                        .getCollection(GetCollectionRequest.newBuilder()
                                .setName(COLLECTION)
                                .build())
                        .getReady());
        UpsertRequest.Builder points = UpsertRequest.newBuilder().setCollection(COLLECTION);
        for (int id = 0; id < POINTS; id++) {
            points.addPoints(TestPoints.point(id, 1, DIMENSION));
        }
        var _ = cluster.points().upsert(points.build());
    }

    private static void walk(Visit visit) {
        Page page = visit.page;
        visit.open("/");
        page.getByText("Healthy").first().waitFor();
        visit.look("cluster-of-three-overview");
        visit.open("/collections/" + COLLECTION);
        page.getByText("Shard ").first().waitFor();
        visit.look("cluster-of-three-collection");
        page.locator("a.cover.button").first().click();
        page.locator("h1:has-text('Shard')").waitFor();
        visit.look("cluster-of-three-index");
        visit.open("/playground");
        page.locator("button.submit").waitFor();
        visit.open("/cluster");
        page.locator("tr[id^=worker-]").nth(2).waitFor();
        visit.look("cluster-of-three-cluster");
    }

    private static void kill(ClusterFixture cluster, Visit visit) throws InterruptedException {
        Locator row = visit.page
                .locator("tr[id^=worker-]")
                .filter(new Locator.FilterOptions().setHasText(cluster.workerAddress(1)));
        shown(row, "ready");
        long start = System.nanoTime();
        cluster.worker(1).kill();
        row.filter(new Locator.FilterOptions().setHasText(java.util.regex.Pattern.compile("silent|down")))
                .waitFor(new Locator.WaitForOptions().setTimeout(SHOWN_MAX_MILLIS));
        double gone = (System.nanoTime() - start) / 1e9;
        visit.look("cluster-of-three-killed");
        cluster.worker(1).startAgain();
        cluster.worker(1).awaitOutput("READY", READY_MAX);
        start = System.nanoTime();
        shown(row, "ready");
        double back = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                "DASHBOARD a killed worker shows after %.1f s, its return %.1f s after it serves%n", gone, back);
        assertThat(row.count()).isOne();
    }

    private static void shown(Locator row, String state) {
        row.filter(new Locator.FilterOptions().setHasText(state))
                .waitFor(new Locator.WaitForOptions().setTimeout(SHOWN_MAX_MILLIS));
    }
}
