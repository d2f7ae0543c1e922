package io.vectron.helm;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.admin.settings.AdminSettings;
import io.vectron.pd.PdSettings;
import io.vectron.router.settings.RouterSettings;
import io.vectron.worker.WorkerSettings;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Every VECTRON_ variable names a setting and carries a value that it takes. Spring ignores an environment variable that
 * it cannot place, so a misspelt one would be found by nobody.
 */
class SettingsTest {
    private static final Map<String, Class<? extends Record>> SETTINGS = Map.of(
            "pd", PdSettings.class,
            "worker", WorkerSettings.class,
            "router", RouterSettings.class,
            "admin", AdminSettings.class);

    static Stream<Release> matrix() {
        return Release.matrix();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everyVariableNamesASetting(Release release) {
        Set<String> known = knownVariables();
        for (String variable : variables(release)) {
            assertThat(known.contains(variable) || variable.startsWith("VECTRON_WORKER_LABELS_"))
                    .as("%s is a setting; known are %s", variable, known)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void eachMemberOfThePlacementDriverFindsItselfAmongTheMembers(Release release) {
        var documents = Chart.VECTRON.render(release);
        int count = (Integer) Manifest.only(documents, "pd", "StatefulSet").required("spec/replicas");
        for (int ordinal = 0; ordinal < count; ordinal++) {
            // the record's constructor refuses members that do not name this one
            PdSettings settings = bind(Environment.of(documents, "pd", ordinal), "vectron.pd", PdSettings.class);

            assertThat(settings.members()).hasSize(count);
            assertThat(settings.members().get(ordinal))
                    .isEqualTo(settings.host() + ":7711/" + settings.host() + ":7710");
            assertThat(settings.dataDirectory()).isEqualTo(Path.of("/data"));
            assertThat(settings.port()).isEqualTo(7710);
            assertThat(settings.raftPort()).isEqualTo(7711);
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void workersAndRoutersKnowThePlacementDriver(Release release) {
        var documents = Chart.VECTRON.render(release);
        var pd = bind(Environment.of(documents, "pd", 0), "vectron.pd", PdSettings.class);
        List<String> addresses = pd.members().stream()
                .map(member -> member.substring(member.indexOf('/') + 1))
                .toList();

        var worker = bind(Environment.of(documents, "worker", 0), "vectron.worker", WorkerSettings.class);
        assertThat(worker.placement()).isEqualTo(addresses);
        assertThat(worker.port()).isEqualTo(7720);
        assertThat(worker.raftPort()).isEqualTo(7721);
        assertThat(worker.dataDirectory()).isEqualTo(Path.of("/data"));

        var router = bind(Environment.of(documents, "router", 0), "vectron.router", RouterSettings.class);
        assertThat(router.placement()).isEqualTo(addresses);
        assertThat(router.host()).isEqualTo(Environment.POD_IP);
        assertThat(router.restPort()).isEqualTo(7700);
        assertThat(router.grpcPort()).isEqualTo(7701);
    }

    @Test
    void namesAreThoseOfTheHeadlessServiceInTheClustersDomain() {
        var plain = Chart.VECTRON.render(Release.defaults());
        assertThat(Environment.of(plain, "worker", 1).get("VECTRON_WORKER_HOST"))
                .isEqualTo("prod-vectron-worker-1.prod-vectron-worker-headless.search.svc.cluster.local");

        var custom = Chart.VECTRON.render(Release.of("custom", "secrets", "custom-domain"));
        assertThat(Environment.of(custom, "pd", 0).get("VECTRON_PD_HOST"))
                .isEqualTo("prod-vectors-pd-0.prod-vectors-pd-headless.search.svc.k8s.example.org");
        assertThat(Environment.of(custom, "pd", 0).get("VECTRON_PD_BINDADDRESS"))
                .isEqualTo("::");
        assertThat(Environment.of(custom, "admin", 0).get("VECTRON_ADMIN_ROUTER"))
                .isEqualTo("prod-vectors-router.search.svc.k8s.example.org:7701");
    }

    @Test
    void settingsInValuesReachTheServices() {
        var documents = Chart.VECTRON.render(Release.of("all", "cert-manager", "public-tls", "everything"));

        var pd = bind(Environment.of(documents, "pd", 0), "vectron.pd", PdSettings.class);
        assertThat(pd.electionTimeout()).isEqualTo(Duration.ofSeconds(3));
        assertThat(pd.snapshotEntries()).isEqualTo(2_000_000);

        var worker = bind(Environment.of(documents, "worker", 0), "vectron.worker", WorkerSettings.class);
        assertThat(worker.memtableBytesMax()).isEqualTo(134_217_728L);
        assertThat(worker.capacity()).isEqualTo(1.5);
        assertThat(worker.labels()).isEqualTo(Map.of("region", "eu-1", "zone", "eu-1a"));

        var router = bind(Environment.of(documents, "router", 0), "vectron.router", RouterSettings.class);
        assertThat(router.timeouts().mapCatchUp()).isEqualTo(Duration.ofSeconds(20));
        assertThat(router.breaker().callsMin()).isEqualTo(10);
        assertThat(router.channel().answerBytesMax()).isEqualTo(268_435_456);
    }

    @Test
    void changedSettingRestartsItsRoleAlone() {
        var before = Chart.VECTRON.render(Release.defaults());
        var after = Chart.VECTRON.render(Release.defaults().with("worker.settings.capacity", "2"));

        for (Manifest workload : Manifest.workloads(before)) {
            boolean isSame = checksum(after, workload.role()).equals(checksum(before, workload.role()));
            assertThat(isSame).as(workload.role()).isEqualTo(!workload.role().equals("worker"));
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void servicesOfTheReleaseDoNotBecomeSettings(Release release) {
        for (Manifest workload : Manifest.workloads(Chart.VECTRON.render(release))) {
            assertThat(workload.pod().at("spec/enableServiceLinks")).isEqualTo(false);
        }
    }

    private static String checksum(List<Manifest> documents, String role) {
        return Manifest.only(documents, role, "StatefulSet", "Deployment")
                .pod()
                .labels("metadata/annotations")
                .getOrDefault("checksum/settings", "none");
    }

    private static Set<String> variables(Release release) {
        var documents = Chart.VECTRON.render(release);
        var names = new TreeSet<String>();
        for (Manifest workload : Manifest.workloads(documents)) {
            names.addAll(
                    Environment.of(documents, workload.role(), 0).variables().keySet());
        }
        names.removeIf(name -> !name.startsWith("VECTRON_"));
        assertThat(names).hasSizeGreaterThan(10);
        return names;
    }

    private static Set<String> knownVariables() {
        var names = new TreeSet<String>();
        SETTINGS.forEach((role, type) -> collect("VECTRON_" + role.toUpperCase(Locale.ROOT), type, names));
        return names;
    }

    /** Spring's form: dashes of the key are gone, so a component's name in capitals is it. */
    private static void collect(String prefix, Class<?> type, Set<String> names) {
        for (RecordComponent component : type.getRecordComponents()) {
            String name = prefix + "_" + component.getName().toUpperCase(Locale.ROOT);
            if (component.getType().isRecord()) {
                collect(name, component.getType(), names);
            } else {
                names.add(name);
            }
        }
    }

    /** As the service itself would: by Spring's binder, from the environment alone. */
    private static <T> T bind(Environment environment, String prefix, Class<T> type) {
        var source = new SystemEnvironmentPropertySource("systemEnvironment", new HashMap<>(environment.variables()));
        var ofPod = new StandardEnvironment();
        ofPod.getPropertySources().remove(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME);
        ofPod.getPropertySources().replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, source);
        return Binder.get(ofPod).bind(prefix, type).get();
    }
}
