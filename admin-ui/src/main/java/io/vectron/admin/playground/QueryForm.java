package io.vectron.admin.playground;

import io.vectron.proto.v1.Consistency;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A query as it was typed; goes back into the form. */
record QueryForm(
        String collection,
        String by,
        String text,
        String vector,
        String id,
        String k,
        String recall,
        String consistency) {
    /** A vector of 4,096 numbers of 20 characters. */
    static final int VECTOR_TEXT_MAX = 96 << 10;

    static final int TEXT_MAX = 2_000;
    /** More results are no page for people; the API gives up to 10,000. */
    static final int K_MAX = 100;

    QueryForm(
            @Nullable String collection,
            @Nullable String by,
            @Nullable String text,
            @Nullable String vector,
            @Nullable String id,
            @Nullable String k,
            @Nullable String recall,
            @Nullable String consistency) {
        this.collection = text(collection, "");
        this.by = text(by, "text");
        this.text = text(text, "");
        this.vector = text(vector, "");
        this.id = text(id, "");
        this.k = text(k, "10");
        this.recall = text(recall, "0.95");
        this.consistency = text(consistency, "strong");
    }

    private static String text(@Nullable String found, String otherwise) {
        return found == null ? otherwise : found.strip();
    }

    /** Message by field; empty when the query can be sent. */
    Map<String, String> errors() {
        Map<String, String> errors = new LinkedHashMap<>();
        if (collection.isEmpty()) {
            errors.put("collection", "Choose a collection.");
        }
        if (!k.matches("[0-9]{1,9}") || kOf() < 1 || kOf() > K_MAX) {
            errors.put("k", "A whole number from 1 to " + K_MAX + ".");
        }
        if (!recall.matches("[0-9.]{1,10}") || !isRecall()) {
            errors.put("recall", "A number above 0 and at most 1.");
        }
        if (consistencyOf() == Consistency.CONSISTENCY_UNSPECIFIED) {
            errors.put("consistency", "Strong or eventual.");
        }
        checkWhat(errors);
        return errors;
    }

    private void checkWhat(Map<String, String> errors) {
        switch (by) {
            case "text" -> limit("text", text, TEXT_MAX, "Type what to look for.", errors);
            case "vector" -> limit("vector", vector, VECTOR_TEXT_MAX, "Paste a JSON array of numbers.", errors);
            case "id" -> limit("id", id, 128, "Type the id of a point.", errors);
            default -> errors.put("by", "By text, vector or id.");
        }
    }

    private static void limit(String field, String value, int max, String missing, Map<String, String> errors) {
        if (value.isEmpty()) {
            errors.put(field, missing);
        } else if (value.length() > max) {
            errors.put(field, "At most " + max + " characters, found " + value.length() + ".");
        }
    }

    private boolean isRecall() {
        try {
            return recallOf() > 0 && recallOf() <= 1;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    int kOf() {
        return Integer.parseInt(k);
    }

    double recallOf() {
        return Double.parseDouble(recall);
    }

    Consistency consistencyOf() {
        return switch (consistency) {
            case "strong" -> Consistency.CONSISTENCY_STRONG;
            case "eventual" -> Consistency.CONSISTENCY_EVENTUAL;
            default -> Consistency.CONSISTENCY_UNSPECIFIED;
        };
    }
}
