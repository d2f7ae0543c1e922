package io.vectron.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold of every pod and container, whatever the values. */
class PodSecurityTest {
    static Stream<Release> matrix() {
        return Release.matrix();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everyPodIsUnprivileged(Release release) {
        for (Manifest workload : workloads(release)) {
            Manifest pod = workload.pod();
            assertThat(pod.at("spec/securityContext"))
                    .as(workload.name())
                    .isEqualTo(Map.of(
                            "runAsNonRoot",
                            true,
                            "runAsUser",
                            10001,
                            "runAsGroup",
                            10001,
                            "fsGroup",
                            10001,
                            "fsGroupChangePolicy",
                            "OnRootMismatch",
                            "seccompProfile",
                            Map.of("type", "RuntimeDefault")));
            assertThat(pod.at("spec/automountServiceAccountToken")).isEqualTo(false);
            assertThat(pod.tree().get("spec"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                    .doesNotContainKeys("hostNetwork", "hostPID", "hostIPC", "initContainers", "shareProcessNamespace");
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void everyContainerIsLockedDown(Release release) {
        for (Manifest workload : workloads(release)) {
            assertThat(workload.pod().list("spec/containers"))
                    .as(workload.name())
                    .hasSize(1);
            Manifest container = workload.pod().part("spec/containers/0");
            assertThat(container.at("securityContext"))
                    .isEqualTo(Map.of(
                            "allowPrivilegeEscalation", false,
                            "readOnlyRootFilesystem", true,
                            "privileged", false,
                            "capabilities", Map.of("drop", List.of("ALL"))));
            for (String amount : List.of("requests/cpu", "requests/memory", "limits/cpu", "limits/memory")) {
                assertThat(container.at("resources/" + amount)).as(amount).isNotNull();
            }
            assertThat(container.list("ports")).noneMatch(port -> port.containsKey("hostPort"));
            // no shell is needed, and the entry point of the image is the role
            assertThat(container.tree()).doesNotContainKeys("command", "args");
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void onlySecretsScratchSpaceAndOwnDataAreMounted(Release release) {
        for (Manifest workload : workloads(release)) {
            for (Map<String, Object> volume : workload.pod().list("spec/volumes")) {
                assertThat(volume.keySet()).containsAnyOf("secret", "emptyDir").hasSize(2);
            }
            for (Map<String, Object> mount : workload.pod().list("spec/containers/0/volumeMounts")) {
                boolean isWritable = !Boolean.TRUE.equals(mount.get("readOnly"));
                assertThat(isWritable).isEqualTo(Set.of("/data", "/tmp").contains(mount.get("mountPath")));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void secretsAreFilesForTheGroupAndNeverEnvironment(Release release) {
        for (Manifest workload : workloads(release)) {
            assertThat(workload.text()).doesNotContain("secretKeyRef", "secretRef");
            workload.pod().list("spec/volumes").stream()
                    .filter(volume -> volume.containsKey("secret"))
                    .forEach(volume -> assertThat(volume.get("secret"))
                            .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.MAP)
                            .containsEntry("defaultMode", 0440)
                            .containsKey("items"));
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void noImageFloats(Release release) {
        for (Manifest workload : workloads(release)) {
            assertThat(workload.pod().string("spec/containers/0/image"))
                    .matches("\\S+(:[0-9]+\\.[0-9]+\\.[0-9]+[-a-z0-9]*|@sha256:[0-9a-f]{64})")
                    .contains("vectron/" + workload.role());
        }
    }

    @Test
    void registryTagAndDigestMakeTheImage() {
        var documents = Chart.VECTRON.render(Release.of("all", "cert-manager", "everything"));

        assertThat(Manifest.only(documents, "pd", "StatefulSet").pod().string("spec/containers/0/image"))
                .startsWith("registry.example.com:5000/team/vectron/pd@sha256:0123456789abcdef");
        assertThat(Manifest.only(documents, "router", "Deployment").pod().string("spec/containers/0/image"))
                .isEqualTo("registry.example.com:5000/team/vectron/router:0.1.0-jdk25");
    }

    @Test
    void serviceAccountHasNoToken() {
        var account = Manifest.ofKind(Chart.VECTRON.render(Release.defaults()), "ServiceAccount");

        assertThat(account).singleElement().satisfies(m -> {
            assertThat(m.at("automountServiceAccountToken")).isEqualTo(false);
            assertThat(m.name()).isEqualTo("prod-vectron");
        });
    }

    private static List<Manifest> workloads(Release release) {
        List<Manifest> workloads = Manifest.workloads(Chart.VECTRON.render(release));
        assertThat(workloads).hasSizeGreaterThanOrEqualTo(3);
        return workloads;
    }
}
