package io.vectron.admin.playground;

import io.vectron.admin.backend.ApiKey;
import io.vectron.admin.backend.Routers;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.GetResponse;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the router for what was typed. Safe for use by any thread. */
public final class Playground {
    private final Routers routers;
    private final Supplier<TextEmbedder> embedder;
    private final JsonMapper json;

    /** @param embedder loads the model when it is first asked, which takes a second */
    public Playground(Routers routers, Supplier<TextEmbedder> embedder, JsonMapper json) {
        this.routers = routers;
        this.embedder = embedder;
        this.json = json;
    }

    /**
     * @param request as it was sent
     * @param response the router's answer
     * @param micros from the dashboard's view: with the way to the router and back
     * @param embedMicros of that, for turning text into the vector; 0 otherwise
     */
    record Answer(SearchRequest request, SearchResponse response, long micros, long embedMicros) {}

    /**
     * @param form without errors
     * @throws QueryException for what is wrong with it in this collection
     * @throws RuntimeException as {@link Routers}
     */
    Answer ask(QueryForm form, Collection collection, @Nullable ApiKey key) throws QueryException {
        long start = System.nanoTime();
        long embedMicros = 0;
        List<Float> vector;
        switch (form.by()) {
            case "text" -> {
                vector = embed(form.text(), collection);
                embedMicros = (System.nanoTime() - start) / 1_000;
            }
            case "vector" -> vector = parse(form.vector());
            default -> vector = vectorOf(form, key);
        }
        SearchRequest request = SearchRequest.newBuilder()
                .setCollection(form.collection())
                .addAllVector(vector)
                .setK(form.kOf())
                .setRecall(form.recallOf())
                .setConsistency(form.consistencyOf())
                .build();
        long sent = System.nanoTime();
        SearchResponse response = routers.search(key, request);
        return new Answer(request, response, (System.nanoTime() - sent) / 1_000, embedMicros);
    }

    private List<Float> embed(String text, Collection collection) throws QueryException {
        if (collection.getDimension() != TextEmbedder.DIMENSION) {
            throw new QueryException(
                    "text",
                    "The built-in model makes " + TextEmbedder.DIMENSION + " numbers, this collection takes "
                            + collection.getDimension() + ".");
        }
        float[] components = embedder.get().embed(text);
        List<Float> vector = new ArrayList<>(components.length);
        for (float component : components) {
            vector.add(component);
        }
        return vector;
    }

    private List<Float> parse(String text) throws QueryException {
        JsonNode tree;
        try {
            tree = json.readTree(text);
        } catch (JacksonException e) {
            throw new QueryException("vector", "This is no JSON array of numbers: " + e.getOriginalMessage());
        }
        if (!tree.isArray() || tree.isEmpty()) {
            throw new QueryException("vector", "This is no JSON array of numbers.");
        }
        List<Float> vector = new ArrayList<>(tree.size());
        for (JsonNode component : tree) {
            if (!component.isNumber()) {
                throw new QueryException("vector", "Component " + vector.size() + " is no number.");
            }
            vector.add((float) component.doubleValue());
        }
        return vector;
    }

    /** A number is looked for as a number first, then as a text: "7" and 7 are different ids. */
    private List<Float> vectorOf(QueryForm form, @Nullable ApiKey key) throws QueryException {
        GetRequest.Builder request = GetRequest.newBuilder()
                .setCollection(form.collection())
                .setWithVectors(true)
                .setWithoutPayload(true);
        if (isNumber(form.id())) {
            request.addIds(PointId.newBuilder().setNumber(Long.parseUnsignedLong(form.id())));
        }
        request.addIds(PointId.newBuilder().setText(form.id()));
        GetResponse found = routers.get(key, request.build());
        if (found.getPointsCount() == 0) {
            throw new QueryException("id", "The collection has no point with this id.");
        }
        return found.getPoints(0).getVectorList();
    }

    private static boolean isNumber(String text) {
        if (!text.matches("[0-9]{1,20}")) {
            return false;
        }
        try {
            long number = Long.parseUnsignedLong(text);
            return Long.toUnsignedString(number).equals(text);
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
