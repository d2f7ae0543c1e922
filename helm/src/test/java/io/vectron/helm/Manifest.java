package io.vectron.helm;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One rendered document. Lists and maps of it are read by path: names and indexes, separated by slashes.
 *
 * @param text as Helm wrote it
 */
record Manifest(String text, Map<String, Object> tree) {
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---\\s*$");

    /** @throws IllegalArgumentException when it is not YAML or says a key twice */
    @SuppressWarnings("unchecked")
    static Manifest parse(String text) {
        return new Manifest(text, YAML.unmarshal(text, Map.class));
    }

    static String json(Object value) {
        return YAML.asJson(value);
    }

    static List<String> split(String documents) {
        return SEPARATOR
                .splitAsStream(documents)
                .filter(text -> text.lines().anyMatch(line -> !line.isBlank() && !line.startsWith("#")))
                .toList();
    }

    static List<Manifest> parseAll(String documents) {
        return split(documents).stream().map(Manifest::parse).toList();
    }

    /** The documents of one kind. */
    static List<Manifest> ofKind(List<Manifest> all, String... kinds) {
        return all.stream().filter(m -> List.of(kinds).contains(m.kind())).toList();
    }

    /** StatefulSets and Deployments: what makes pods. */
    static List<Manifest> workloads(List<Manifest> all) {
        return ofKind(all, "StatefulSet", "Deployment");
    }

    /** The one document of a kind whose component label is {@code role}. */
    static Manifest only(List<Manifest> all, String role, String... kinds) {
        List<Manifest> found =
                ofKind(all, kinds).stream().filter(m -> m.role().equals(role)).toList();
        if (found.size() != 1) {
            throw new AssertionError("expected one " + List.of(kinds) + " of " + role + ", found "
                    + found.stream().map(Manifest::name).toList());
        }
        return found.getFirst();
    }

    String kind() {
        return string("kind");
    }

    String name() {
        return string("metadata/name");
    }

    String role() {
        return labels("metadata/labels").getOrDefault("app.kubernetes.io/component", "");
    }

    String string(String path) {
        return String.valueOf(required(path));
    }

    @SuppressWarnings("unchecked")
    Map<String, String> labels(String path) {
        Object found = at(path);
        return found == null ? Map.of() : (Map<String, String>) found;
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list(String path) {
        Object found = at(path);
        return found == null ? List.of() : new ArrayList<>((List<Map<String, Object>>) found);
    }

    Object required(String path) {
        Object found = at(path);
        if (found == null) {
            throw new AssertionError(tree.get("kind") + " has no " + path + ":\n" + text);
        }
        return found;
    }

    /** What is at the path, null when it ends before. */
    @Nullable
    Object at(String path) {
        Object here = tree;
        for (String step : path.split("/", -1)) {
            here = switch (here) {
                case Map<?, ?> map -> map.get(step);
                case List<?> list -> Integer.parseInt(step) < list.size() ? list.get(Integer.parseInt(step)) : null;
                case null, default -> null;
            };
        }
        return here;
    }

    /** The part of this document at {@code path}, as if it were one itself. */
    @SuppressWarnings("unchecked")
    Manifest part(String path) {
        return new Manifest(text, (Map<String, Object>) required(path));
    }

    /** The pod of a workload. */
    Manifest pod() {
        return part("spec/template");
    }
}
