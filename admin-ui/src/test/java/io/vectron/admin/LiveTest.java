package io.vectron.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class LiveTest {

    @Test
    @Timeout(60)
    void openPageHearsOfAChange() throws Exception {
        try (FakeCluster cluster = new FakeCluster();
                Dashboard dashboard = Dashboard.insecure(cluster)) {
            cluster.workers.add(Samples.worker("w1", "h:1", 100));
            var response = dashboard.http.send(
                    HttpRequest.newBuilder(dashboard.uri("/live")).build(), BodyHandlers.ofInputStream());
            assertThat(response.headers().firstValue("content-type"))
                    .hasValueSatisfying(type -> assertThat(type).startsWith("text/event-stream"));
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                readUntil(lines, "Healthy");
                cluster.workers.set(0, Samples.worker("w1", "h:1", 4_000));
                readUntil(lines, "1 problem");
                cluster.workers.set(0, Samples.worker("w1", "h:1", 10));
                readUntil(lines, "Healthy");
            }
        }
    }

    private static void readUntil(BufferedReader lines, String text) throws Exception {
        String line = lines.readLine();
        while (line != null && !line.contains(text)) {
            line = lines.readLine();
        }
        assertThat(line).isNotNull();
    }

    @Test
    void connectionsAreBoundedAndTheRefusalSaysWhy() throws Exception {
        try (FakeCluster cluster = new FakeCluster();
                Dashboard dashboard = new Dashboard(
                        cluster.address(),
                        cluster.address(),
                        "--vectron.admin.insecure-dev=true",
                        "--vectron.admin.live.connections-max=1")) {
            var first = dashboard.http.send(
                    HttpRequest.newBuilder(dashboard.uri("/live")).build(), BodyHandlers.ofInputStream());
            assertThat(first.statusCode()).isEqualTo(200);
            var second = dashboard.get("/live");
            assertThat(second.statusCode()).isEqualTo(503);
            assertThat(second.body()).contains("keeps 1 pages live", "vectron.admin.live.connections-max");
            assertThat(dashboard.get("/live/connections.json").body()).contains("\"open\":1", "\"max\":1");
            first.body().close();
        }
    }
}
