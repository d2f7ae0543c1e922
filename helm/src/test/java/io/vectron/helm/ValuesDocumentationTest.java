package io.vectron.helm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** values.yaml, its schema and the table of the README say the same. */
class ValuesDocumentationTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\| `([^`]*)` \\| (.+) \\|$");
    /** Helm puts it there when the chart is part of another. */
    private static final String GLOBAL = "global";

    private final Map<String, Object> schema = Chart.VECTRON.yaml("values.schema.json");

    @Test
    void readmeHasEveryValueWithItsDefaultAndNoOther() {
        var rows = new TreeMap<String, String>();
        var matcher = ROW.matcher(Chart.VECTRON.text("README.md"));
        while (matcher.find()) {
            assertThat(rows.put(matcher.group(1), matcher.group(2)))
                    .as("second row for %s", matcher.group(1))
                    .isNull();
        }

        assertThat(rows).isEqualTo(defaults());
    }

    @Test
    void schemaHasEveryValueAndNoOther() {
        var named = new TreeSet<String>();
        leavesOfSchema("", schema, named);

        named.remove(GLOBAL);
        assertThat(named).isEqualTo(defaults().navigableKeySet());
    }

    @Test
    void schemaIsClosedButForFreeFormMaps() {
        var open = new ArrayList<String>();
        openObjects("", schema, open);

        // the first is not ours; the others are objects of Kubernetes, checked there
        assertThat(open)
                .containsExactlyInAnyOrder(
                        GLOBAL,
                        "networkPolicy.clientsFrom[]",
                        "networkPolicy.dashboardFrom[]",
                        "networkPolicy.monitoringFrom[]",
                        "pd.tolerations[]",
                        "pd.affinity",
                        "pd.extraEnv[].valueFrom",
                        "worker.tolerations[]",
                        "worker.affinity",
                        "worker.extraEnv[].valueFrom",
                        "router.tolerations[]",
                        "router.affinity",
                        "router.extraEnv[].valueFrom",
                        "admin.tolerations[]",
                        "admin.affinity",
                        "admin.extraEnv[].valueFrom");
    }

    /** Path to default as JSON; a leaf is whatever has no properties in the schema. */
    private NavigableMap<String, String> defaults() {
        var found = new TreeMap<String, String>();
        leavesOfValues("", Chart.VECTRON.yaml("values.yaml"), schema, found);
        return found;
    }

    private void leavesOfValues(String path, Map<?, ?> values, Map<?, ?> objectSchema, Map<String, String> found) {
        Map<?, ?> properties = properties(objectSchema);
        values.forEach((key, value) -> {
            String name = join(path, key);
            Map<?, ?> type = properties.get(key) instanceof Map<?, ?> known ? resolve(known) : Map.of();
            if (value instanceof Map<?, ?> map && (type.containsKey("properties") || type.isEmpty())) {
                leavesOfValues(name, map, type.isEmpty() ? Map.of("properties", Map.of()) : type, found);
            } else {
                found.put(name, value instanceof String text ? text : Manifest.json(value));
            }
        });
    }

    private void leavesOfSchema(String path, Map<?, ?> objectSchema, Set<String> found) {
        properties(objectSchema).forEach((key, raw) -> {
            Map<?, ?> type = resolve((Map<?, ?>) raw);
            if (type.containsKey("properties")) {
                leavesOfSchema(join(path, key), type, found);
            } else {
                found.add(join(path, key));
            }
        });
    }

    private void openObjects(String path, Map<?, ?> raw, List<String> found) {
        Map<?, ?> type = resolve(raw);
        if ("object".equals(type.get("type")) && !type.containsKey("additionalProperties")) {
            found.add(path);
        }
        if (type.get("items") instanceof Map<?, ?> items) {
            openObjects(path + "[]", items, found);
        }
        if (type.get("properties") instanceof Map<?, ?> properties) {
            assertThat(type.get("additionalProperties")).as(path).isEqualTo(false);
            properties.forEach((key, property) -> openObjects(join(path, key), (Map<?, ?>) property, found));
        }
    }

    private Map<?, ?> resolve(Map<?, ?> type) {
        if (!(type.get("$ref") instanceof String reference)) {
            return type;
        }
        Map<?, ?> definitions = requireNonNull((Map<?, ?>) schema.get("definitions"));
        Object found = definitions.get(reference.substring("#/definitions/".length()));
        return (Map<?, ?>) requireNonNull(found, reference);
    }

    private static Map<?, ?> properties(Map<?, ?> objectSchema) {
        return requireNonNull((Map<?, ?>) objectSchema.get("properties"));
    }

    private static String join(String path, Object key) {
        return path.isEmpty() ? String.valueOf(key) : path + "." + key;
    }
}
