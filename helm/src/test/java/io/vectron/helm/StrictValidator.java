package io.vectron.helm;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Says what an API server would refuse in a rendered document, as far as that can be known without one. Three looks at
 * it: fabric8's models know the kinds, the fields and their types ({@link OperatorKinds} those of operators); the models
 * generated from Kubernetes' OpenAPI know the required fields; {@link ValueRules} knows names, ranges and enumerations.
 */
final class StrictValidator {
    private static final KubernetesSerialization MODELS = new KubernetesSerialization();
    private static final String OFFICIAL = "io.kubernetes.client.openapi.models.";

    private StrictValidator() {}

    /** Every problem of the documents, with the document's kind and name; empty when they are strictly valid. */
    static List<String> problems(String documents) {
        var found = new ArrayList<String>();
        for (String document : Manifest.split(documents)) {
            Manifest manifest;
            try {
                manifest = Manifest.parse(document);
            } catch (RuntimeException e) {
                found.add("not YAML: " + cause(e));
                continue;
            }
            String name = manifest.at("kind") + "/" + manifest.at("metadata/name") + ": ";
            problemsOf(manifest).forEach(problem -> found.add(name + problem));
        }
        return found;
    }

    private static List<String> problemsOf(Manifest manifest) {
        var found = new ArrayList<String>();
        Object model;
        try {
            model = MODELS.unmarshal(manifest.text());
        } catch (RuntimeException e) {
            return List.of("wrong type: " + cause(e));
        }
        if (model instanceof GenericKubernetesResource generic) {
            if (!OperatorKinds.contains(generic.getApiVersion(), generic.getKind())) {
                return List.of("unknown kind " + generic.getApiVersion() + " " + generic.getKind());
            }
            OperatorKinds.check(manifest, found);
        } else {
            unknownFields(model, "", found);
            requiredFields(manifest, found);
        }
        ValueRules.check(manifest.tree(), found);
        return found;
    }

    /** fabric8 keeps fields that a model does not have in its additionalProperties: there must be none anywhere. */
    private static void unknownFields(@Nullable Object value, String path, List<String> found) {
        switch (value) {
            case Collection<?> list -> {
                int i = 0;
                for (Object element : list) {
                    unknownFields(element, path + "[" + i++ + "]", found);
                }
            }
            case Map<?, ?> map -> map.forEach((key, element) -> unknownFields(element, path + "." + key, found));
            case Quantity _, IntOrString _ -> {}
            case KubernetesResource model -> {
                for (Class<?> type = model.getClass(); type != Object.class; type = type.getSuperclass()) {
                    for (Field field : type.getDeclaredFields()) {
                        unknownIn(model, field, path, found);
                    }
                }
            }
            case null, default -> {}
        }
    }

    private static void unknownIn(KubernetesResource model, Field field, String path, List<String> found) {
        if (Modifier.isStatic(field.getModifiers())) {
            return;
        }
        Object value;
        try {
            field.setAccessible(true);
            value = field.get(model);
        } catch (IllegalAccessException e) {
            throw new LinkageError(String.valueOf(field), e);
        }
        if (field.getName().equals("additionalProperties") && value instanceof Map<?, ?> unknown) {
            unknown.forEach((name, content) -> found.add("unknown field " + path + "." + name + " = " + content));
        } else {
            unknownFields(value, path + "." + field.getName(), found);
        }
    }

    /** The official model of a kind names what is missing. */
    private static void requiredFields(Manifest manifest, List<String> found) {
        String apiVersion = manifest.string("apiVersion");
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        String type =
                OFFICIAL + version.substring(0, 1).toUpperCase(Locale.ROOT) + version.substring(1) + manifest.kind();
        try {
            Class.forName(type)
                    .getMethod("validateJsonElement", JsonElement.class)
                    .invoke(null, new Gson().toJsonTree(manifest.tree()));
        } catch (InvocationTargetException e) {
            found.add("refused by " + type + ": " + cause(e));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("no official model for " + apiVersion + " " + manifest.kind(), e);
        }
    }

    private static String cause(Throwable e) {
        Throwable deepest = e;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return String.valueOf(deepest.getMessage()).lines().findFirst().orElse("") + " ("
                + deepest.getClass().getSimpleName() + ")";
    }
}
