package io.vectron.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What keeps a majority alive while pods start, stop, move and are updated. */
class AvailabilityTest {
    static Stream<Release> matrix() {
        return Release.matrix();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void statefulPodsStartTogetherAndKeepTheirData(Release release) {
        for (Manifest set : Manifest.ofKind(Chart.VECTRON.render(release), "StatefulSet")) {
            assertThat(set.at("spec/podManagementPolicy")).isEqualTo("Parallel");
            assertThat(set.at("spec/updateStrategy/type")).isEqualTo("RollingUpdate");
            assertThat(set.at("spec/minReadySeconds")).isEqualTo(10);
            assertThat(set.at("spec/persistentVolumeClaimRetentionPolicy"))
                    .isEqualTo(Map.of("whenDeleted", "Retain", "whenScaled", "Retain"));
        }
    }

    @Test
    void oneOfEachRoleMayBeTakenAtATime() {
        var budgets = Manifest.ofKind(Chart.VECTRON.render(Release.defaults()), "PodDisruptionBudget");

        assertThat(budgets.stream().map(m -> m.role() + " " + m.at("spec/maxUnavailable")))
                .containsExactlyInAnyOrder("pd 1", "worker 1", "router 1");
    }

    @Test
    void budgetCanBeTurnedOff() {
        var budgets = Manifest.ofKind(
                Chart.VECTRON.render(Release.defaults().with("router.podDisruptionBudget.enabled", "false")),
                "PodDisruptionBudget");

        assertThat(budgets.stream().map(Manifest::role)).containsExactlyInAnyOrder("pd", "worker");
    }

    @Test
    void podsOfARoleKeepApartUnlessAnAffinityIsGiven() {
        for (Manifest workload : Manifest.workloads(Chart.VECTRON.render(Release.defaults()))) {
            var own = workload.labels("spec/selector/matchLabels");
            Manifest spec = workload.pod().part("spec");
            String term = "affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/0/podAffinityTerm";
            assertThat(spec.at(term + "/topologyKey")).isEqualTo("kubernetes.io/hostname");
            assertThat(spec.labels(term + "/labelSelector/matchLabels")).isEqualTo(own);
            assertThat(spec.labels("topologySpreadConstraints/0/labelSelector/matchLabels"))
                    .isEqualTo(own);
        }
        var given = Manifest.only(
                Chart.VECTRON.render(Release.of("all", "cert-manager", "everything")), "worker", "StatefulSet");
        assertThat(given.pod().at("spec/affinity/podAntiAffinity")).isNull();
        assertThat(given.pod().at("spec/affinity/nodeAffinity")).isNotNull();
        var off =
                Manifest.only(Chart.VECTRON.render(Release.of("off", "secrets", "smallest")), "worker", "StatefulSet");
        assertThat(off.pod().tree().get("spec"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                .doesNotContainKeys("affinity", "topologySpreadConstraints");
    }

    @Test
    void endpointsDrainBeforeARouterStops() {
        var documents = Chart.VECTRON.render(Release.defaults());

        assertThat(stop(documents, "router")).isEqualTo("sleep 10 of 60");
        assertThat(stop(documents, "admin")).isEqualTo("sleep 5 of 30");
        assertThat(stop(documents, "pd")).isEqualTo("sleep null of 60");
        assertThat(stop(documents, "worker")).isEqualTo("sleep null of 120");
        assertThat(Manifest.only(documents, "router", "Deployment").at("spec/strategy/rollingUpdate/maxUnavailable"))
                .isEqualTo(0);
    }

    @Test
    void startMayTakeAsLongAsTheValuesSay() {
        var documents = Chart.VECTRON.render(Release.defaults().with("worker.startupSeconds", "61"));
        Manifest probes =
                Manifest.only(documents, "worker", "StatefulSet").pod().part("spec/containers/0");

        assertThat(probes.at("startupProbe/periodSeconds")).isEqualTo(5);
        assertThat(probes.at("startupProbe/failureThreshold")).isEqualTo(13);
        assertThat(probes.at("startupProbe/httpGet/path")).isEqualTo("/actuator/health/liveness");
        assertThat(probes.at("livenessProbe/httpGet/path")).isEqualTo("/actuator/health/liveness");
        assertThat(probes.at("readinessProbe/httpGet/path")).isEqualTo("/actuator/health/readiness");
    }

    @Test
    void podLabelsOfTheValuesCannotChangeWhatAPodIsSelectedBy() {
        var documents = Chart.VECTRON.render(Release.defaults()
                .with("worker.podLabels.team", "search")
                .with("worker.podLabels.app\\.kubernetes\\.io/component", "router"));
        Manifest worker = Manifest.only(documents, "worker", "StatefulSet");

        assertThat(worker.pod().labels("metadata/labels"))
                .containsEntry("team", "search")
                .containsAllEntriesOf(worker.labels("spec/selector/matchLabels"));
    }

    private static String stop(List<Manifest> documents, String role) {
        Manifest pod =
                Manifest.only(documents, role, "StatefulSet", "Deployment").pod();
        return "sleep " + pod.at("spec/containers/0/lifecycle/preStop/sleep/seconds") + " of "
                + pod.at("spec/terminationGracePeriodSeconds");
    }
}
