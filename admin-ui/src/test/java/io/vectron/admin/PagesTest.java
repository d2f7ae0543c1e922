package io.vectron.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.internal.v1.BucketView;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import io.vectron.proto.internal.v1.SegmentView;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.SearchResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every page over a real port, against a cluster that answers what the test wants. */
class PagesTest {
    private static final List<String> EVIL = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            "</pre><svg onload=alert(1)>",
            "${7*7}__${7*7}__[[${7*7}]]");

    /** One for all tests: a start takes seconds. */
    private static FakeCluster cluster;

    private static Dashboard dashboard;

    @BeforeAll
    static void start() throws Exception {
        cluster = new FakeCluster();
        dashboard = Dashboard.insecure(cluster);
    }

    @BeforeEach
    void empty() {
        cluster.reset();
        var _ = dashboard.await("/collections", "emptiness", page -> page.contains("No collections yet"));
    }

    @AfterAll
    static void stop() {
        dashboard.close();
        cluster.close();
    }

    private void fill() {
        cluster.workers.add(Samples.worker("w1", cluster.address(), 200));
        cluster.instances.add(Samples.router(12.5));
        cluster.collections.add(Samples.collection("films", 4, cluster.address(), "w1"));
        dashboard.await("/collections", "films", page -> page.contains("films"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/cluster", "/collections", "/playground"})
    void emptyClusterHasADesignedPage(String path) {
        var _ = dashboard.await(
                path.equals("/playground") ? "/" : path, "fresh sample", page -> !page.contains("Asking for"));
        var page = dashboard.get(path);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<h1>", "Insecure development mode");
    }

    @Test
    void pagesShowTheCluster() {
        fill();
        assertThat(dashboard.get("/").body()).contains("films", "1 of 1", "Every shard has a leader");
        assertThat(dashboard.get("/cluster").body()).contains(cluster.address(), "25 %", "100 MiB", "router");
        assertThat(dashboard.get("/collections").body()).contains("films", "cosine", "42");
        assertThat(dashboard.get("/collections/films").body()).contains("Shard 11", "leader", "epoch");
        assertThat(dashboard.get("/playground").body()).contains("films (4)");
    }

    @Test
    void indexShowsSegmentsAndBuckets() {
        cluster.index = DescribeIndexResponse.newBuilder()
                .setShardId(11)
                .setBucketsTotal(2)
                .addSegments(SegmentView.newBuilder().setNumber(3).setRows(1234))
                .addBuckets(BucketView.newBuilder()
                        .setX(1)
                        .setRows(600)
                        .setLiveRows(600)
                        .setDrift(0.25f))
                .addBuckets(BucketView.newBuilder().setX(2).setRows(634).setLiveRows(630))
                .build();
        fill();
        assertThat(dashboard.get("/collections/films/shards/11/w1").body()).contains("1,234", "0.13");
        assertThat(dashboard.get("/collections/films/shards/11/w1/charts.json").body())
                .contains("\"buckets\":[[1.0,0.0,600.0,0.25", "\"histogram\"");
    }

    @Test
    void whatOlderServicesLackIsSaidAndNotInvented() {
        cluster.isComplete = false;
        fill();
        assertThat(dashboard.get("/").body()).contains("Not available: traffic figures");
        assertThat(dashboard.get("/cluster").body()).contains("Not available: running instances");
        assertThat(dashboard.get("/collections/films").body()).contains("Not available: what replicas report");
        // the answer of another test may be kept for some seconds
        var _ = dashboard.await("/collections/films/shards/11/w1", "notice", page -> page.contains("Not available"));
        assertThat(dashboard.get("/live/history.json").body()).contains("\"searches\":null");
    }

    @Test
    void lostPlacementDriverMakesPagesStaleAndKeepsWhatWasKnown() throws Exception {
        try (FakeCluster lost = new FakeCluster();
                Dashboard left = Dashboard.insecure(lost)) {
            lost.workers.add(Samples.worker("w1", lost.address(), 200));
            lost.collections.add(Samples.collection("films", 4, lost.address(), "w1"));
            var _ = left.await("/collections", "films", page -> page.contains("films"));
            lost.stop();
            String page = left.await("/", "staleness", html -> html.contains("Not up to date"));
            assertThat(page).contains("films", "Placement driver does not answer");
            assertThat(left.live("/cluster")).contains("Not up to date");
            assertThat(left.live("/collections")).contains("Not up to date", "films");
        }
    }

    @Test
    void silentAndDownWorkersAreAlertsAndTheirReturnEndsThem() {
        fill();
        cluster.workers.set(0, Samples.worker("w1", cluster.address(), 3_500));
        String silent = dashboard.await("/", "alert", page -> page.contains("Worker silent"));
        assertThat(silent).contains("Shard without leader", "0 of 1 replicas serve");
        assertThat(dashboard.await("/cluster", "silent worker", page -> page.contains(">silent<")))
                .contains("3.5 s ago");
        cluster.workers.set(0, Samples.worker("w1", cluster.address(), 100));
        assertThat(dashboard.await("/", "health", page -> page.contains("Healthy")))
                .doesNotContain("Worker silent");
    }

    @Test
    void storedTextIsEscapedEverywhere() {
        for (String evil : EVIL) {
            cluster.workers.add(Samples.worker(evil, evil, 9_000));
            cluster.collections.add(Samples.collection(evil, 4, evil, evil));
        }
        cluster.collections.add(Samples.collection("films", 4, cluster.address(), "w1"));
        cluster.found = SearchResponse.newBuilder()
                .addHits(Hit.newBuilder()
                        .setId(PointId.newBuilder().setText(EVIL.get(0)))
                        .setPayloadJson("{\"a\":\"" + EVIL.get(3) + "\"}"))
                .addHits(Hit.newBuilder()
                        .setId(PointId.newBuilder().setText(EVIL.get(1)))
                        .setPayloadJson(EVIL.get(0)))
                .build();
        var _ = dashboard.await("/collections", "films", page -> page.contains("films"));
        String all = dashboard.get("/").body()
                + dashboard.get("/cluster").body()
                + dashboard.get("/collections").body()
                + dashboard
                        .get("/collections/%3Cscript%3Ealert(1)%3C%2Fscript%3E")
                        .body()
                + dashboard.get("/playground").body()
                + dashboard
                        .post(
                                "/playground",
                                "/playground",
                                Map.of(
                                        "collection",
                                        "films",
                                        "by",
                                        "vector",
                                        "vector",
                                        "[1,2,3,4]",
                                        "k",
                                        "2",
                                        "recall",
                                        "1",
                                        "consistency",
                                        "strong"))
                        .body()
                + dashboard
                        .post(
                                "/playground",
                                "/playground",
                                Map.of("collection", EVIL.get(0), "by", "text", "text", EVIL.get(1), "k", EVIL.get(2)))
                        .body();
        assertThat(all).contains("&lt;script&gt;alert(1)", "&lt;svg onload=alert(1)&gt;");
        assertThat(all)
                .doesNotContain("<script>alert")
                .doesNotContain("<img src=x")
                .doesNotContain("<svg onload")
                .doesNotContain("' onmouseover='")
                .doesNotContain(">49");
    }

    @Test
    void searchByIdUsesThePointsVector() {
        fill();
        PointId id = PointId.newBuilder().setText("n1").build();
        cluster.points.put(
                id,
                Point.newBuilder()
                        .setId(id)
                        .addAllVector(List.of(1f, 0f, 0f, 0f))
                        .build());
        Map<String, String> form =
                Map.of("collection", "films", "by", "id", "id", "n1", "k", "2", "recall", "1", "consistency", "strong");
        String page = dashboard.post("/playground", "/playground", form).body();
        assertThat(cluster.log).contains("search films [1.0, 0.0, 0.0, 0.0] by ");
        assertThat(page).contains("curl -s http://127.0.0.1:7700/v1/collections/films/points/search");
    }

    @Test
    void textNeedsTheModelsDimension() {
        fill();
        Map<String, String> form = Map.of(
                "collection", "films", "by", "text", "text", "a cat", "k", "2", "recall", "1", "consistency", "strong");
        assertThat(dashboard.post("/playground", "/playground", form).body())
                .contains("The built-in model makes 384 numbers, this collection takes 4.");
    }

    @Test
    void wrongFieldsOfACollectionAreNamedOneByOne() {
        fill();
        Map<String, String> words =
                Map.of("name", "", "dimension", "many", "metric", "taxi", "shards", "-1", "replicationFactor", "x");
        assertThat(dashboard.post("/collections", "/collections", words).body())
                .contains("A name is needed.", "This is no whole number.", "The metric is l2, cosine or dot.");
        Map<String, String> tooLarge =
                Map.of("name", "big", "dimension", "5000", "metric", "l2", "shards", "", "replicationFactor", "");
        assertThat(dashboard.post("/collections", "/collections", tooLarge).body())
                .contains("dimension must be between 1 and 4096, found 5000");
        assertThat(cluster.log).isEmpty();
    }

    @Test
    void deletingNeedsTheNameTyped() {
        fill();
        String path = "/collections/films/delete";
        assertThat(dashboard
                        .post(path, "/collections/films", Map.of("confirm", "film"))
                        .body())
                .contains("exactly as it is");
        assertThat(cluster.log).isEmpty();
        assertThat(dashboard
                        .post(path, "/collections/films", Map.of("confirm", "films"))
                        .statusCode())
                .isEqualTo(302);
        assertThat(cluster.log).containsExactly("delete films by ");
    }

    @Test
    void unknownPagesAreDesignedToo() {
        assertThat(dashboard.get("/nowhere").statusCode()).isEqualTo(404);
        assertThat(dashboard.get("/nowhere").body()).contains("There is no such page");
        var _ = dashboard.await("/collections", "fresh sample", page -> page.contains("No collections yet"));
        assertThat(dashboard.get("/collections/nothing").statusCode()).isEqualTo(404);
    }
}
