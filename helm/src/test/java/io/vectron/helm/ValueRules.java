package io.vectron.helm;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What an API server checks beyond fields and types, for the fields that the chart writes: enumerations, ranges of ports,
 * forms of names and labels. From the validation rules in Kubernetes' API reference.
 */
final class ValueRules {
    private static final int NAME_LENGTH_MAX = 63;
    private static final int PORT_NAME_LENGTH_MAX = 15;
    private static final int PORT_MAX = 65_535;
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");
    private static final Pattern LABEL_VALUE = Pattern.compile("([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?");
    private static final Pattern LABEL_KEY =
            Pattern.compile("([a-z0-9]([-a-z0-9.]*[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern QUANTITY = Pattern.compile("[0-9]+(\\.[0-9]+)?(m|Ki|Mi|Gi|Ti|Pi|Ei|k|M|G|T|P|E)?");
    private static final Pattern ENV_NAME = Pattern.compile("[-._a-zA-Z][-._a-zA-Z0-9]*");

    /** Fields that take one of a few words, wherever they stand. */
    private static final Map<String, Set<String>> ENUMERATIONS = Map.ofEntries(
            Map.entry("protocol", Set.of("TCP", "UDP", "SCTP")),
            Map.entry("imagePullPolicy", Set.of("Always", "IfNotPresent", "Never")),
            Map.entry("podManagementPolicy", Set.of("Parallel", "OrderedReady")),
            Map.entry("whenUnsatisfiable", Set.of("ScheduleAnyway", "DoNotSchedule")),
            Map.entry("whenDeleted", Set.of("Retain", "Delete")),
            Map.entry("whenScaled", Set.of("Retain", "Delete")),
            Map.entry("fsGroupChangePolicy", Set.of("OnRootMismatch", "Always")),
            Map.entry("unhealthyPodEvictionPolicy", Set.of("IfHealthyBudget", "AlwaysAllow")),
            Map.entry("pathType", Set.of("Exact", "Prefix", "ImplementationSpecific")),
            Map.entry("policyTypes", Set.of("Ingress", "Egress")),
            Map.entry("accessModes", Set.of("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")),
            Map.entry("operator", Set.of("In", "NotIn", "Exists", "DoesNotExist", "Equal", "Gt", "Lt")),
            Map.entry("effect", Set.of("NoSchedule", "PreferNoSchedule", "NoExecute")));

    /** What "type" may be, by the object it stands in. */
    private static final Map<String, Set<String>> TYPES = Map.of(
            "Service.spec", Set.of("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"),
            "Deployment.spec.strategy", Set.of("RollingUpdate", "Recreate"),
            "StatefulSet.spec.updateStrategy", Set.of("RollingUpdate", "OnDelete"),
            "seccompProfile", Set.of("RuntimeDefault", "Localhost", "Unconfined"));

    private static final Set<String> PORTS = Set.of("port", "containerPort", "targetPort", "nodePort");
    private static final Set<String> LABELS = Set.of("labels", "matchLabels", "nodeSelector");
    private static final Set<String> FREE = Set.of("annotations", "data");

    private ValueRules() {}

    static void check(Map<String, Object> document, List<String> found) {
        String kind = String.valueOf(document.get("kind"));
        if (document.get("metadata") instanceof Map<?, ?> metadata) {
            label(kind + ".metadata.name", requireNonNullElse(metadata.get("name"), ""), found);
        }
        walk(kind, document, found);
    }

    private static void walk(String path, Object value, List<String> found) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((key, element) -> field(path, String.valueOf(key), element, found));
            case List<?> list -> list.forEach(element -> walk(path, element, found));
            default -> {}
        }
    }

    private static void field(String parent, String key, Object value, List<String> found) {
        String path = parent + "." + key;
        if (FREE.contains(key)) {
            return;
        }
        if (LABELS.contains(key) && value instanceof Map<?, ?> labels) {
            labels.forEach((name, text) -> {
                matches(path + " key", name, LABEL_KEY, found);
                matches(path + "." + name, text, LABEL_VALUE, found);
                length(path + "." + name, text, NAME_LENGTH_MAX, found);
            });
            return;
        }
        Set<String> allowed = key.equals("type") ? types(parent) : ENUMERATIONS.get(key);
        if (allowed != null) {
            words(value).forEach(word -> check(allowed.contains(word), path, word, "one of " + allowed, found));
        }
        if (PORTS.contains(key) && value instanceof Number port) {
            check(port.intValue() >= 1 && port.intValue() <= PORT_MAX, path, port, "1 to " + PORT_MAX, found);
        }
        named(parent, key, value, found);
        walk(path, value, found);
    }

    private static void named(String parent, String key, Object value, List<String> found) {
        String path = parent + "." + key;
        if (key.equals("serviceName") || key.equals("serviceAccountName")) {
            label(path, value, found);
        } else if (key.equals("name") && parent.endsWith(".ports")) {
            label(path, value, found);
            length(path, value, PORT_NAME_LENGTH_MAX, found);
        } else if (key.equals("name") && (parent.endsWith("containers") || parent.endsWith(".volumes"))) {
            label(path, value, found);
        } else if (key.equals("name") && parent.endsWith(".env")) {
            matches(path, value, ENV_NAME, found);
        } else if ((parent.endsWith(".requests") || parent.endsWith(".limits")) || key.equals("sizeLimit")) {
            matches(path, value, QUANTITY, found);
        }
    }

    private static Set<String> types(String parent) {
        return TYPES.entrySet().stream()
                .filter(entry -> parent.equals(entry.getKey()) || parent.endsWith("." + entry.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no rule for the values of " + parent + ".type"));
    }

    private static List<?> words(Object value) {
        return value instanceof List<?> list ? list : List.of(value);
    }

    private static void label(String path, Object value, List<String> found) {
        matches(path, value, DNS_LABEL, found);
        length(path, value, NAME_LENGTH_MAX, found);
    }

    private static void length(String path, Object value, int max, List<String> found) {
        check(String.valueOf(value).length() <= max, path, value, "at most " + max + " characters", found);
    }

    private static void matches(String path, Object value, Pattern form, List<String> found) {
        boolean isText = value instanceof String || (form == QUANTITY && value instanceof Number);
        check(isText && form.matcher(String.valueOf(value)).matches(), path, value, form.pattern(), found);
    }

    private static void check(boolean holds, String path, Object value, String expected, List<String> found) {
        if (!holds) {
            found.add("bad value " + path + " = '" + value + "', expected " + expected);
        }
    }
}
