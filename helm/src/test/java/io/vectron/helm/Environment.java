package io.vectron.helm;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The environment variables of a role's container, as Kubernetes would set them: the ConfigMap's, then the container's
 * own with {@code $(NAME)} filled in. A variable from the downward API other than name and address of the pod is left out.
 */
record Environment(Map<String, String> variables) {
    static final String POD_IP = "10.1.2.3";

    Environment {
        variables = Map.copyOf(variables);
    }

    /** Of the pod with number {@code ordinal} of a StatefulSet; a Deployment's pods are all alike. */
    static Environment of(List<Manifest> documents, String role, int ordinal) {
        Manifest workload = Manifest.only(documents, role, "StatefulSet", "Deployment");
        String settings = workload.pod().string("spec/containers/0/envFrom/0/configMapRef/name");
        var variables = new TreeMap<String, String>();
        Manifest.ofKind(documents, "ConfigMap").stream()
                .filter(m -> m.name().equals(settings))
                .forEach(m -> variables.putAll(m.labels("data")));
        var downward = Map.of("metadata.name", workload.name() + "-" + ordinal, "status.podIP", POD_IP);
        for (Map<String, Object> variable : workload.pod().list("spec/containers/0/env")) {
            Manifest entry = new Manifest(workload.text(), variable);
            String value = entry.at("value") == null
                    ? downward.get(entry.string("valueFrom/fieldRef/fieldPath"))
                    : expand(entry.string("value"), variables);
            if (value != null) {
                variables.put(entry.string("name"), value);
            }
        }
        return new Environment(variables);
    }

    private static String expand(String value, Map<String, String> variables) {
        String expanded = value;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            expanded = expanded.replace("$(" + variable.getKey() + ")", variable.getValue());
        }
        return expanded;
    }

    /** A variable that must be there. */
    String get(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in " + variables.keySet());
        }
        return value;
    }
}
