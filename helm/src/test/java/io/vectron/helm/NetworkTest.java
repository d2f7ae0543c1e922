package io.vectron.helm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The closed list of ports, and who may reach each. */
class NetworkTest {
    private static final Map<String, Map<String, Integer>> PORTS = Map.of(
            "pd", Map.of("grpc", 7710, "raft", 7711, "management", 7712),
            "worker", Map.of("grpc", 7720, "raft", 7721, "management", 7722),
            "router", Map.of("rest", 7700, "grpc", 7701, "management", 7702),
            "admin", Map.of("http", 7730, "management", 7732));

    static Stream<Release> matrix() {
        return Release.matrix();
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void containersListenOnThePortsOfTheirRole(Release release) {
        for (Manifest workload : Manifest.workloads(Chart.VECTRON.render(release))) {
            assertThat(ports(workload)).isEqualTo(PORTS.get(workload.role()));
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void policyCoversEachListeningPortOnce(Release release) {
        var documents = Chart.VECTRON.render(release);
        if (release.files().contains("no-network-policy")) {
            assertThat(Manifest.ofKind(documents, "NetworkPolicy")).isEmpty();
            return;
        }
        for (Manifest workload : Manifest.workloads(documents)) {
            Manifest policy = Manifest.only(documents, workload.role(), "NetworkPolicy");
            assertThat(policy.labels("spec/podSelector/matchLabels"))
                    .isEqualTo(workload.labels("spec/selector/matchLabels"));
            assertThat(policy.at("spec/policyTypes")).isEqualTo(List.of("Ingress"));
            assertThat(policedPorts(policy))
                    .containsExactlyInAnyOrderElementsOf(ports(workload).values());
        }
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void raftIsOnlyForTheSameRole(Release release) {
        var documents = Chart.VECTRON.render(release);
        for (Manifest policy : Manifest.ofKind(documents, "NetworkPolicy")) {
            if (portsOf(policy.role()).containsKey("raft")) {
                assertThat(peers(policy, "raft")).containsExactly(policy.role());
            }
        }
    }

    @Test
    void internalServicesAreForTheRolesThatCallThem() {
        var documents = Chart.VECTRON.render(Release.defaults());

        assertThat(peers(Manifest.only(documents, "pd", "NetworkPolicy"), "grpc"))
                .containsExactlyInAnyOrder("pd", "worker", "router", "admin");
        assertThat(peers(Manifest.only(documents, "worker", "NetworkPolicy"), "grpc"))
                .containsExactlyInAnyOrder("router", "admin");
    }

    @Test
    void managementIsForTheReleaseAndWhoeverMonitors() {
        for (String role : PORTS.keySet()) {
            Manifest alone = Manifest.only(Chart.VECTRON.render(Release.defaults()), role, "NetworkPolicy");
            assertThat(peers(alone, "management")).containsExactly("release prod");
            Manifest watched = Manifest.only(
                    Chart.VECTRON.render(Release.of("watched", "secrets", "service-monitor")), role, "NetworkPolicy");
            assertThat(peers(watched, "management")).containsExactly("release prod", "monitoring");
        }
    }

    @Test
    void clientPortsAreOpenUntilClientsAreNamed() {
        var open = Chart.VECTRON.render(Release.defaults());
        assertThat(rule(Manifest.only(open, "router", "NetworkPolicy"), "rest").tree())
                .doesNotContainKey("from");
        assertThat(rule(Manifest.only(open, "router", "NetworkPolicy"), "grpc").tree())
                .doesNotContainKey("from");
        assertThat(rule(Manifest.only(open, "admin", "NetworkPolicy"), "http").tree())
                .doesNotContainKey("from");

        var closed = Chart.VECTRON.render(Release.of("closed", "secrets", "closed-clients"));
        assertThat(peers(Manifest.only(closed, "router", "NetworkPolicy"), "rest"))
                .containsExactly("{vectron-client=true}", "203.0.113.0/24");
        assertThat(peers(Manifest.only(closed, "router", "NetworkPolicy"), "grpc"))
                .containsExactly("admin", "{vectron-client=true}", "203.0.113.0/24");
        assertThat(peers(Manifest.only(closed, "admin", "NetworkPolicy"), "http"))
                .containsExactly("ingress-nginx");
    }

    @ParameterizedTest
    @MethodSource("matrix")
    void onlyClientPortsAreOfferedOutsideHeadlessServices(Release release) {
        for (Manifest service : Manifest.ofKind(Chart.VECTRON.render(release), "Service")) {
            if (!"None".equals(service.at("spec/clusterIP"))) {
                assertThat(service.list("spec/ports").stream().map(port -> port.get("port")))
                        .isSubsetOf(7700, 7701, 7730);
            }
        }
    }

    private static Map<String, Integer> portsOf(String role) {
        return requireNonNull(PORTS.get(role), role);
    }

    private static Map<String, Integer> ports(Manifest workload) {
        var ports = new HashMap<String, Integer>();
        for (Map<String, Object> port : workload.pod().list("spec/containers/0/ports")) {
            ports.put(String.valueOf(port.get("name")), (Integer) port.get("containerPort"));
        }
        return ports;
    }

    private static List<Integer> policedPorts(Manifest policy) {
        var ports = new ArrayList<Integer>();
        for (Map<String, Object> rule : policy.list("spec/ingress")) {
            new Manifest("", rule).list("ports").forEach(port -> ports.add((Integer) port.get("port")));
        }
        return ports;
    }

    private static Manifest rule(Manifest policy, String port) {
        Integer number = requireNonNull(portsOf(policy.role()).get(port), port);
        return policy.list("spec/ingress").stream()
                .map(rule -> new Manifest(policy.text(), rule))
                .filter(rule -> number.equals(rule.at("ports/0/port")))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no rule for port " + number + " in " + policy.text()));
    }

    /** Who may reach the port: a role, the release, or what the values name. */
    private static List<String> peers(Manifest policy, String port) {
        return rule(policy, port).list("from").stream()
                .map(peer -> peer(new Manifest(policy.text(), peer)))
                .toList();
    }

    private static String peer(Manifest peer) {
        Map<String, String> pods = peer.labels("podSelector/matchLabels");
        if (pods.containsKey("app.kubernetes.io/component")) {
            return pods.getOrDefault("app.kubernetes.io/component", "");
        }
        if (pods.containsKey("app.kubernetes.io/instance")) {
            return "release " + pods.get("app.kubernetes.io/instance");
        }
        if (peer.at("ipBlock/cidr") instanceof String range) {
            return range;
        }
        Map<String, String> namespaces = peer.labels("namespaceSelector/matchLabels");
        return namespaces.isEmpty() ? pods.toString() : namespaces.getOrDefault("kubernetes.io/metadata.name", "");
    }
}
