package io.vectron.helm;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * An installation to render: a release's name and its values. Immutable.
 *
 * @param label what a test report calls it
 * @param files values files among the test resources, later ones win
 * @param values single values, as of {@code --set}
 */
record Release(String label, String name, List<String> files, Map<String, String> values) {
    /** 53 characters, the most that Helm takes. */
    static final String LONGEST_NAME = "the-search-platform-of-the-whole-company-production-1";

    Release {
        files = List.copyOf(files);
        values = Map.copyOf(values);
    }

    /** The chart's defaults with what has no default: secrets for certificates and API keys. */
    static Release defaults() {
        return of("defaults", "secrets");
    }

    /** What every change of the chart is rendered and checked with. */
    static Stream<Release> matrix() {
        return Stream.of(
                defaults(),
                of("cert-manager", "cert-manager"),
                of("ingress", "secrets", "ingress"),
                of("public TLS", "secrets", "public-tls"),
                of("service monitor", "secrets", "service-monitor"),
                of("closed to strangers", "secrets", "closed-clients"),
                of("no network policy", "secrets", "no-network-policy"),
                of("one of each", "secrets", "smallest"),
                of("custom domain", "secrets", "custom-domain"),
                of("everything set", "cert-manager", "ingress", "public-tls", "service-monitor", "everything"),
                new Release("longest name", LONGEST_NAME, List.of("cert-manager", "service-monitor"), Map.of()));
    }

    static Release of(String label, String... files) {
        return new Release(label, "prod", List.of(files), Map.of());
    }

    /** This release with one value more. */
    Release with(String key, String value) {
        var more = new LinkedHashMap<>(values);
        more.put(key, value);
        return new Release(label + " " + key + "=" + value, name, files, more);
    }

    Release named(String other) {
        return new Release(label, other, files, values);
    }

    List<Path> valuesFiles() {
        return files.stream()
                .map(file -> Chart.resource("values/" + file + ".yaml"))
                .toList();
    }

    @Override
    public String toString() {
        return label;
    }
}
