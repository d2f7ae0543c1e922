package io.vectron.helm;

import static java.util.Objects.requireNonNull;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A chart's folder, and what Helm makes of it. Immutable.
 *
 * @param directory holds Chart.yaml
 */
record Chart(Path directory) {
    /** The chart of this repository; Maven runs the tests in the module's folder, which is the one above. */
    static final Chart VECTRON = new Chart(Path.of("vectron").toAbsolutePath());

    static final String NAMESPACE = "search";

    /** What Chart.yaml asks for. */
    private static final String OLDEST_KUBERNETES = "1.30.0";

    /**
     * The documents of the release, in Helm's order.
     *
     * @throws IllegalStateException with Helm's message, when the values are refused
     */
    List<Manifest> render(Release release) {
        return Manifest.parseAll(template(release));
    }

    /** As {@link #render}, as text. */
    String template(Release release) {
        var command = new Helm(directory)
                .template()
                .withName(release.name())
                .withNamespace(NAMESPACE)
                .withKubeVersion(OLDEST_KUBERNETES);
        for (Path file : release.valuesFiles()) {
            command = command.withValuesFile(file);
        }
        for (Map.Entry<String, String> value : release.values().entrySet()) {
            command = command.set(value.getKey(), value.getValue());
        }
        return command.call();
    }

    /** Helm's lint takes no values: it gets a copy of the chart in {@code target} that has the release's as its defaults. */
    LintResult lint(Release release, Path target) {
        Chart copy = copyTo(target);
        Map<String, Object> values = yaml("values.yaml");
        for (Path file : release.valuesFiles()) {
            values = merged(values, Manifest.parse(read(file)).tree());
        }
        try {
            // JSON is YAML
            Files.writeString(target.resolve("values.yaml"), Manifest.json(values));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Helm(copy.directory()).lint().strict().call();
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> merged(Map<String, Object> below, Map<String, Object> above) {
        var result = new LinkedHashMap<>(below);
        above.forEach((key, value) -> {
            Object lower = result.get(key);
            boolean areMaps = value instanceof Map && lower instanceof Map;
            result.put(
                    key,
                    areMaps ? merged((Map<String, Object>) requireNonNull(lower), (Map<String, Object>) value) : value);
        });
        return result;
    }

    /** One of the chart's own files, parsed. */
    Map<String, Object> yaml(String file) {
        return Manifest.parse(text(file)).tree();
    }

    String text(String file) {
        return read(directory.resolve(file));
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A copy of this chart in {@code target} with one template more, taken from the test resources. */
    Chart copyWithTemplate(Path target, String resource) {
        Chart copy = copyTo(target);
        try {
            Files.copy(resource(resource), target.resolve("templates").resolve("added.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return copy;
    }

    private Chart copyTo(Path target) {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = target.resolve(directory.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Chart(target);
    }

    static Path resource(String name) {
        var url = Chart.class.getResource("/" + name);
        if (url == null) {
            throw new IllegalArgumentException("no test resource " + name);
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
