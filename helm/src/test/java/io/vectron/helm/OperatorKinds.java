package io.vectron.helm;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The kinds that operators bring, as far as the chart uses them: cert-manager's Certificate and the Prometheus operator's
 * ServiceMonitor. Their models are not to be had as libraries for the fabric8 version in use, so the fields are listed here,
 * from the operators' API references. A field that is not listed is refused.
 */
final class OperatorKinds {
    private static final String TEXT = "text";
    private static final String NUMBER = "whole number";
    private static final String TEXTS = "list of texts";
    private static final String LABELS = "map of texts";

    private static final Map<String, String> CERTIFICATE = Map.ofEntries(
            Map.entry("spec.secretName", TEXT),
            Map.entry("spec.duration", TEXT),
            Map.entry("spec.renewBefore", TEXT),
            Map.entry("spec.issuerRef.name", TEXT),
            Map.entry("spec.issuerRef.kind", TEXT),
            Map.entry("spec.issuerRef.group", TEXT),
            Map.entry("spec.privateKey.algorithm", TEXT),
            Map.entry("spec.privateKey.size", NUMBER),
            Map.entry("spec.privateKey.encoding", TEXT),
            Map.entry("spec.privateKey.rotationPolicy", TEXT),
            Map.entry("spec.usages", TEXTS),
            Map.entry("spec.dnsNames", TEXTS));

    private static final Map<String, String> SERVICE_MONITOR = Map.ofEntries(
            Map.entry("spec.selector.matchLabels", LABELS),
            Map.entry("spec.namespaceSelector.matchNames", TEXTS),
            Map.entry("spec.podTargetLabels", TEXTS),
            Map.entry("spec.endpoints[].port", TEXT),
            Map.entry("spec.endpoints[].path", TEXT),
            Map.entry("spec.endpoints[].scheme", TEXT),
            Map.entry("spec.endpoints[].interval", TEXT),
            Map.entry("spec.endpoints[].scrapeTimeout", TEXT));

    private static final Map<String, String> COMMON = Map.of(
            "apiVersion", TEXT,
            "kind", TEXT,
            "metadata.name", TEXT,
            "metadata.namespace", TEXT,
            "metadata.labels", LABELS);

    private static final Map<String, Map<String, String>> KINDS = Map.of(
            "cert-manager.io/v1 Certificate", CERTIFICATE,
            "monitoring.coreos.com/v1 ServiceMonitor", SERVICE_MONITOR);

    private static final Map<String, Set<String>> WORDS = Map.of(
            "spec.privateKey.algorithm", Set.of("RSA", "ECDSA", "Ed25519"),
            "spec.privateKey.encoding", Set.of("PKCS1", "PKCS8"),
            "spec.privateKey.rotationPolicy", Set.of("Never", "Always"),
            "spec.endpoints[].scheme", Set.of("http", "https"));

    private OperatorKinds() {}

    static boolean contains(String apiVersion, String kind) {
        return KINDS.containsKey(apiVersion + " " + kind);
    }

    static void check(Manifest manifest, List<String> found) {
        Map<String, String> fields = KINDS.get(manifest.string("apiVersion") + " " + manifest.kind());
        if (fields == null) {
            throw new IllegalArgumentException("unknown kind " + manifest.kind());
        }
        manifest.tree().forEach((key, value) -> walk(key, value, fields, found));
    }

    private static void walk(String path, Object value, Map<String, String> fields, List<String> found) {
        String type = fields.getOrDefault(path, COMMON.get(path));
        if (type != null) {
            Set<String> words = WORDS.getOrDefault(path, Set.of());
            if (!isOf(type, value)) {
                found.add("wrong type " + path + " = " + value + ", expected " + type);
            } else if (!words.isEmpty() && !words.contains(String.valueOf(value))) {
                found.add("bad value " + path + " = " + value + ", expected one of " + words);
            }
            return;
        }
        switch (value) {
            case Map<?, ?> map -> map.forEach((key, element) -> walk(path + "." + key, element, fields, found));
            case List<?> list -> list.forEach(element -> walk(path + "[]", element, fields, found));
            default -> found.add("unknown field " + path + " = " + value);
        }
    }

    private static boolean isOf(String type, Object value) {
        return switch (type) {
            case TEXT -> value instanceof String;
            case NUMBER -> value instanceof Integer;
            case TEXTS -> value instanceof List<?> list && list.stream().allMatch(String.class::isInstance);
            case LABELS ->
                value instanceof Map<?, ?> map && map.values().stream().allMatch(String.class::isInstance);
            default -> throw new IllegalArgumentException(type);
        };
    }
}
