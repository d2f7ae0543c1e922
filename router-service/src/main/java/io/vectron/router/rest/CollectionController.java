package io.vectron.router.rest;

import io.swagger.v3.oas.annotations.Hidden;
import io.vectron.proto.v1.Collection;
import io.vectron.router.observe.Operation;
import io.vectron.router.operations.CollectionOperations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code /v1/collections}. Described in openapi.yaml. */
@Hidden // springdoc would describe it from the types, which do not show the bodies
@RestController
@RequestMapping("/v1/collections")
final class CollectionController {
    private final CollectionOperations collections;
    private final Bodies bodies;

    CollectionController(CollectionOperations collections, Bodies bodies) {
        this.collections = collections;
        this.bodies = bodies;
    }

    @Serves(Operation.CREATE_COLLECTION)
    @PostMapping(consumes = JsonAnswers.JSON)
    void create(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Collection created =
                bodies.with(request, body -> collections.create(Callers.of(request), RequestBodies.Create.read(body)));
        response.setHeader("Location", "/v1/collections/" + created.getName());
        JsonAnswers.send(
                response,
                HttpServletResponse.SC_CREATED,
                JsonAnswers.JSON,
                out -> JsonAnswers.collection(out, created));
    }

    @Serves(Operation.LIST_COLLECTIONS)
    @GetMapping
    void list(HttpServletRequest request, HttpServletResponse response) throws IOException {
        List<Collection> found = collections.list(Callers.of(request));
        JsonAnswers.send(
                response, HttpServletResponse.SC_OK, JsonAnswers.JSON, out -> JsonAnswers.collections(out, found));
    }

    @Serves(Operation.GET_COLLECTION)
    @GetMapping("/{collection}")
    void get(@PathVariable("collection") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Collection found = collections.get(Callers.of(request), name);
        JsonAnswers.send(
                response, HttpServletResponse.SC_OK, JsonAnswers.JSON, out -> JsonAnswers.collection(out, found));
    }

    @Serves(Operation.DELETE_COLLECTION)
    @DeleteMapping("/{collection}")
    void delete(@PathVariable("collection") String name, HttpServletRequest request, HttpServletResponse response) {
        collections.delete(Callers.of(request), name);
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    }
}
