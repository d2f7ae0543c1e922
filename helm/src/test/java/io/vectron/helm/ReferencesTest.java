package io.vectron.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one document says about another is true: selectors, ports, volumes, secrets and names. */
class ReferencesTest {
    /** A StatefulSet's name and a revision's hash make a label of at most 63 characters. */
    private static final int WORKLOAD_NAME_LENGTH_MAX = 52;

    static Stream<Release> matrix() {
        return Release.matrix();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void workloadsSelectTheirOwnPodsAndNoOthers(Release release) {
        List<Manifest> workloads = Manifest.workloads(Chart.VECTRON.render(release));
        for (Manifest workload : workloads) {
            assertThat(selected(workloads, workload.labels("spec/selector/matchLabels")))
                    .containsExactly(workload.name());
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everyServiceFindsPodsWithItsPorts(Release release) {
        var documents = Chart.VECTRON.render(release);
        List<Manifest> workloads = Manifest.workloads(documents);
        for (Manifest service : Manifest.ofKind(documents, "Service")) {
            List<Manifest> found = workloads.stream()
                    .filter(workload -> matches(workload, service.labels("spec/selector")))
                    .toList();
            assertThat(found).as(service.name()).isNotEmpty();
            for (Map<String, Object> port : service.list("spec/ports")) {
                assertThat(found).allMatch(workload -> containerPorts(workload).contains(port.get("targetPort")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void stableNamesComeFromAHeadlessServiceOfTheRole(Release release) {
        var documents = Chart.VECTRON.render(release);
        for (Manifest set : Manifest.ofKind(documents, "StatefulSet")) {
            List<Manifest> service = Manifest.ofKind(documents, "Service").stream()
                    .filter(m -> m.name().equals(set.string("spec/serviceName")))
                    .toList();
            assertThat(service).singleElement().satisfies(headless -> {
                assertThat(headless.at("spec/clusterIP")).isEqualTo("None");
                assertThat(headless.at("spec/publishNotReadyAddresses")).isEqualTo(true);
                assertThat(headless.labels("spec/selector")).isEqualTo(set.labels("spec/selector/matchLabels"));
            });
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void mountsProbesAndSettingsExist(Release release) {
        var documents = Chart.VECTRON.render(release);
        for (Manifest workload : Manifest.workloads(documents)) {
            Manifest pod = workload.pod();
            Set<Object> volumes = new HashSet<>();
            pod.list("spec/volumes").forEach(volume -> volumes.add(volume.get("name")));
            workload.list("spec/volumeClaimTemplates")
                    .forEach(claim -> volumes.add(new Manifest("", claim).string("metadata/name")));
            assertThat(pod.list("spec/containers/0/volumeMounts").stream().map(mount -> mount.get("name")))
                    .containsExactlyInAnyOrderElementsOf(volumes);

            for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
                assertThat(pod.at("spec/containers/0/" + probe + "/httpGet/port"))
                        .isEqualTo("management");
            }
            assertThat(Manifest.ofKind(documents, "ConfigMap").stream().map(Manifest::name))
                    .contains(pod.string("spec/containers/0/envFrom/0/configMapRef/name"));
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void onlyStatefulRolesHaveAVolumeOfTheirOwn(Release release) {
        for (Manifest workload : Manifest.workloads(Chart.VECTRON.render(release))) {
            boolean isStateful = workload.kind().equals("StatefulSet");
            assertThat(workload.list("spec/volumeClaimTemplates")).hasSize(isStateful ? 1 : 0);
            assertThat(isStateful).isEqualTo(Set.of("pd", "worker").contains(workload.role()));
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void budgetsAndIngressesNameWhatIsThere(Release release) {
        var documents = Chart.VECTRON.render(release);
        for (Manifest budget : Manifest.ofKind(documents, "PodDisruptionBudget")) {
            assertThat(selected(Manifest.workloads(documents), budget.labels("spec/selector/matchLabels")))
                    .containsExactly(Manifest.only(documents, budget.role(), "StatefulSet", "Deployment")
                            .name());
        }
        for (Manifest ingress : Manifest.ofKind(documents, "Ingress")) {
            Manifest backend = ingress.part("spec/rules/0/http/paths/0/backend/service");
            Manifest service = Manifest.ofKind(documents, "Service").stream()
                    .filter(m -> m.name().equals(backend.string("name")))
                    .findFirst()
                    .orElseThrow();
            assertThat(service.list("spec/ports").stream().map(port -> port.get("name")))
                    .contains(backend.string("port/name"));
        }
    }

    @Test
    void certificatesFillTheMountedSecretsAndNameEachHost() {
        var documents = Chart.VECTRON.render(Release.of("cert-manager", "cert-manager"));
        for (Manifest workload : Manifest.workloads(documents)) {
            Manifest certificate = Manifest.only(documents, workload.role(), "Certificate");
            assertThat(workload.pod().list("spec/volumes").stream()
                            .filter(volume -> "tls".equals(volume.get("name")))
                            .map(volume -> new Manifest("", volume).string("secret/secretName")))
                    .containsExactly(certificate.string("spec/secretName"));
            assertThat(certificate.at("spec/usages"))
                    .isEqualTo(List.of("digital signature", "server auth", "client auth"));
            assertThat(certificate.at("spec/privateKey/encoding")).isEqualTo("PKCS8");
            if (workload.kind().equals("StatefulSet")) {
                String domain = workload.string("spec/serviceName") + ".search.svc.cluster.local";
                assertThat(certificate.at("spec/dnsNames")).isEqualTo(List.of("*." + domain, domain));
                assertThat(Environment.of(documents, workload.role(), 2)
                                .variables()
                                .values())
                        .contains(workload.name() + "-2." + domain);
            }
        }
    }

    @Test
    void existingSecretsAreMountedWhereTheServicesLook() {
        var documents = Chart.VECTRON.render(Release.of("public", "secrets", "public-tls"));

        assertThat(mounts(documents, "pd")).containsOnly(Map.entry("/etc/vectron/tls", "pd-certificate"));
        assertThat(mounts(documents, "worker")).containsOnly(Map.entry("/etc/vectron/tls", "worker-certificate"));
        assertThat(mounts(documents, "router"))
                .containsOnly(
                        Map.entry("/etc/vectron/tls", "router-certificate"),
                        Map.entry("/etc/vectron/keys", "vectron-api-keys"),
                        Map.entry("/etc/vectron/public-tls", "router-public"));
        assertThat(mounts(documents, "admin"))
                .containsOnly(
                        Map.entry("/etc/vectron/tls", "admin-certificate"),
                        Map.entry("/etc/vectron/public-tls", "admin-public"),
                        Map.entry("/etc/vectron/router-ca", "router-public-ca"));
    }

    @Test
    void serviceMonitorFindsTheManagementPortOfAllRoles() {
        var documents = Chart.VECTRON.render(Release.of("monitored", "secrets", "service-monitor"));
        Manifest monitor = Manifest.only(documents, "management", "ServiceMonitor");
        Manifest service = Manifest.only(documents, "management", "Service");

        assertThat(service.labels("metadata/labels")).containsAllEntriesOf(monitor.labels("spec/selector/matchLabels"));
        assertThat(service.string("spec/ports/0/name")).isEqualTo(monitor.string("spec/endpoints/0/port"));
        assertThat(monitor.labels("metadata/labels")).containsEntry("release", "prometheus");
        assertThat(selected(Manifest.workloads(documents), service.labels("spec/selector")))
                .hasSize(4);
    }

    @Test
    void longNamesAreCutButStayDifferent() {
        Release one = Release.defaults().named(Release.LONGEST_NAME);
        Release other = Release.defaults().named(Release.LONGEST_NAME.replaceFirst("1$", "2"));

        Set<String> names = names(one);
        assertThat(names).allMatch(name -> name.length() <= WORKLOAD_NAME_LENGTH_MAX);
        assertThat(names).doesNotContainAnyElementsOf(names(other));
    }

    private static Set<String> names(Release release) {
        return Manifest.workloads(Chart.VECTRON.render(release)).stream()
                .map(Manifest::name)
                .collect(Collectors.toSet());
    }

    /** Folder to secret. */
    private static Map<String, String> mounts(List<Manifest> documents, String role) {
        Manifest pod =
                Manifest.only(documents, role, "StatefulSet", "Deployment").pod();
        Map<Object, String> secrets = pod.list("spec/volumes").stream()
                .filter(volume -> volume.containsKey("secret"))
                .collect(Collectors.toMap(
                        volume -> volume.get("name"), volume -> new Manifest("", volume).string("secret/secretName")));
        return pod.list("spec/containers/0/volumeMounts").stream()
                .filter(mount -> secrets.containsKey(mount.get("name")))
                .collect(Collectors.toMap(
                        mount -> String.valueOf(mount.get("mountPath")), mount -> secrets.get(mount.get("name"))));
    }

    private static List<String> selected(List<Manifest> workloads, Map<String, String> selector) {
        assertThat(selector).isNotEmpty();
        return workloads.stream()
                .filter(workload -> matches(workload, selector))
                .map(Manifest::name)
                .toList();
    }

    private static boolean matches(Manifest workload, Map<String, String> selector) {
        return workload.pod().labels("metadata/labels").entrySet().containsAll(selector.entrySet());
    }

    private static Set<Object> containerPorts(Manifest workload) {
        return workload.pod().list("spec/containers/0/ports").stream()
                .map(port -> port.get("name"))
                .collect(Collectors.toSet());
    }
}
