package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** What docker/compose.yaml promises, read from the file: this needs no container engine. */
class ComposeFileTest {
    private static final Path DOCKER = Path.of("..", "docker");
    private static final Map<String, Integer> MANAGEMENT_PORTS =
            Map.of("pd", 7712, "worker", 7722, "router", 7702, "admin", 7732);

    static Stream<String> services() throws IOException {
        return map(compose(), "services").keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("services")
    void serviceHasNoRightsThatItDoesNotNeed(String name) throws IOException {
        Map<String, Object> service = service(name);
        assertThat(service.get("read_only")).isEqualTo(true);
        assertThat(service.get("cap_drop")).isEqualTo(List.of("ALL"));
        assertThat(service.get("security_opt")).isEqualTo(List.of("no-new-privileges:true"));
        assertThat(service).containsKeys("mem_limit", "pids_limit", "tmpfs");
        assertThat(service).doesNotContainKeys("privileged", "cap_add", "network_mode", "pid", "user");
    }

    @ParameterizedTest
    @MethodSource("services")
    void portsArePublishedOnLoopbackUnlessAskedOtherwise(String name) throws IOException {
        assertThat(strings(service(name), "ports")).allMatch(port -> port.startsWith("${VECTRON_PUBLISH:-127.0.0.1}:"));
    }

    @ParameterizedTest
    @MethodSource("services")
    void onlyFrontsArePublishedAndLeaveTheClustersNetwork(String name) throws IOException {
        boolean isFront = !name.startsWith("pd-") && !name.startsWith("worker-");
        assertThat(strings(service(name), "networks").contains("edge")).isEqualTo(isFront);
        assertThat(strings(service(name), "ports").isEmpty()).isEqualTo(!isFront);
    }

    @Test
    void theClustersNetworkHasNoWayOut() throws IOException {
        assertThat(map(map(compose(), "networks"), "cluster").get("internal")).isEqualTo(true);
    }

    @ParameterizedTest
    @MethodSource("services")
    void everyRoleHasAnIdentityAndNoneIsInsecure(String name) throws IOException {
        if (name.equals("prometheus")) {
            return; // none of ours
        }
        assertThat(strings(service(name), "volumes")).contains("./certs/" + role(name) + ":/tls:ro");
        assertThat(String.valueOf(service(name).get("environment"))).doesNotContainIgnoringCase("INSECURE");
    }

    @ParameterizedTest
    @MethodSource("services")
    void imagesHaveAVersion(String name) throws IOException {
        String image = String.valueOf(service(name).get("image"));
        if (name.equals("prometheus")) {
            assertThat(image).matches("prom/prometheus:\\$\\{PROMETHEUS_TAG:-v\\d+\\.\\d+\\.\\d+}");
        } else {
            assertThat(image)
                    .isEqualTo("vectron/" + role(name) + ":${VECTRON_TAG:-" + System.getProperty("vectron.images-tag")
                            + "}");
        }
    }

    @Test
    void prometheusAsksEveryInstance() throws IOException {
        List<String> expected = services()
                .filter(name -> !name.equals("prometheus"))
                .map(name -> name + ":" + MANAGEMENT_PORTS.get(role(name)))
                .toList();
        List<String> asked = list(load("prometheus.yml"), "scrape_configs").stream()
                .flatMap(job -> list(asMap(job), "static_configs").stream())
                .flatMap(group -> strings(asMap(group), "targets").stream())
                .toList();
        assertThat(asked).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static String role(String service) {
        return service.replaceAll("-\\d+$", "");
    }

    private static Map<String, Object> service(String name) throws IOException {
        return map(map(compose(), "services"), name);
    }

    private static Map<String, Object> compose() throws IOException {
        return load("compose.yaml");
    }

    private static Map<String, Object> load(String file) throws IOException {
        try (Reader reader = Files.newBufferedReader(DOCKER.resolve(file))) {
            return asMap(new Yaml(new SafeConstructor(new LoaderOptions())).load(reader));
        }
    }

    private static Map<String, Object> map(Map<String, Object> parent, String key) {
        return asMap(Objects.requireNonNull(parent.get(key), key));
    }

    private static List<?> list(Map<String, Object> parent, String key) {
        return parent.get(key) instanceof List<?> list ? list : List.of();
    }

    private static List<String> strings(Map<String, Object> parent, String key) {
        return list(parent, key).stream().map(String::valueOf).toList();
    }

    @SuppressWarnings("unchecked") // the keys of these files are strings
    private static Map<String, Object> asMap(Object value) {
        return (Map<String, Object>) value;
    }
}
