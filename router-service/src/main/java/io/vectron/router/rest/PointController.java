package io.vectron.router.rest;

import io.swagger.v3.oas.annotations.Hidden;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.PointIds;
import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.v1.PointId;
import io.vectron.router.observe.Operation;
import io.vectron.router.operations.Deadlines;
import io.vectron.router.operations.PointOperations;
import io.vectron.router.operations.PointOperations.PointsWanted;
import io.vectron.router.operations.SearchResult;
import io.vectron.router.operations.WriteReceipt;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JsonGenerator;

/** {@code /v1/collections/{collection}/points}. Described in openapi.yaml. */
@Hidden // springdoc would describe it from the types, which do not show the bodies
@RestController
@RequestMapping("/v1/collections/{collection}/points")
final class PointController {
    private final PointOperations points;
    private final Bodies bodies;

    PointController(PointOperations points, Bodies bodies) {
        this.points = points;
        this.bodies = bodies;
    }

    @Serves(Operation.UPSERT)
    @RequestMapping(
            method = {RequestMethod.PUT, RequestMethod.POST},
            consumes = JsonAnswers.JSON)
    void upsert(@PathVariable("collection") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        WriteReceipt receipt = bodies.with(request, body -> {
            RequestBodies.Upsert upsert = RequestBodies.Upsert.read(body);
            return points.upsert(Callers.of(request), name, upsert.points(), Deadlines.of(upsert.timeoutMillis()));
        });
        ok(response, out -> JsonAnswers.receipt(out, receipt));
    }

    @Serves(Operation.DELETE)
    @PostMapping(path = "/delete", consumes = JsonAnswers.JSON)
    void deleteAll(@PathVariable("collection") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        WriteReceipt receipt = bodies.with(request, body -> {
            RequestBodies.Ids ids = RequestBodies.Ids.read(body, RequestBodies.Ids.DELETE_FIELDS);
            return points.delete(
                    Callers.of(request),
                    name,
                    ids.ids(),
                    Deadlines.of(ids.options().timeoutMillis()));
        });
        ok(response, out -> JsonAnswers.receipt(out, receipt));
    }

    @Serves(Operation.DELETE)
    @DeleteMapping("/{id}")
    void delete(
            @PathVariable("collection") String name,
            @PathVariable("id") String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        WriteReceipt receipt = points.delete(
                Callers.of(request),
                name,
                List.of(QueryParameters.id(request, id)),
                Deadlines.of(QueryParameters.timeoutMillis(request)));
        ok(response, out -> JsonAnswers.receipt(out, receipt));
    }

    @Serves(Operation.GET)
    @PostMapping(path = "/get", consumes = JsonAnswers.JSON)
    void getAll(@PathVariable("collection") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        List<ShardRow> rows = bodies.with(request, body -> {
            RequestBodies.Ids ids = RequestBodies.Ids.read(body, RequestBodies.Ids.GET_FIELDS);
            return points.get(
                    Callers.of(request),
                    name,
                    new PointsWanted(
                            ids.ids(), ids.options().include(), ids.options().freshness()),
                    Deadlines.of(ids.options().timeoutMillis()));
        });
        ok(response, out -> JsonAnswers.points(out, rows));
    }

    @Serves(Operation.GET)
    @GetMapping("/{id}")
    void get(
            @PathVariable("collection") String name,
            @PathVariable("id") String segment,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        PointId id = QueryParameters.id(request, segment);
        List<ShardRow> rows = points.get(
                Callers.of(request),
                name,
                new PointsWanted(List.of(id), QueryParameters.include(request), QueryParameters.freshness(request)),
                Deadlines.of(QueryParameters.timeoutMillis(request)));
        if (rows.isEmpty()) {
            throw new VectronException(
                    ErrorCode.POINT_NOT_FOUND,
                    "collection '" + name + "' has no point with the "
                            + (id.getKindCase() == PointId.KindCase.NUMBER ? "number" : "text") + " id "
                            + PointIds.show(id),
                    Map.of("id", PointIds.show(id)));
        }
        ok(response, out -> JsonAnswers.row(out, rows.getFirst(), false));
    }

    @Serves(Operation.SEARCH)
    @PostMapping(path = "/search", consumes = JsonAnswers.JSON)
    void search(@PathVariable("collection") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        SearchResult result = bodies.with(request, body -> {
            RequestBodies.Search search = RequestBodies.Search.read(body);
            return points.search(
                    Callers.of(request),
                    name,
                    search.query(""),
                    search.options().freshness(),
                    Deadlines.of(search.options().timeoutMillis()));
        });
        ok(response, out -> JsonAnswers.result(out, result));
    }

    @Serves(Operation.SEARCH_BATCH)
    @PostMapping(path = "/search/batch", consumes = JsonAnswers.JSON)
    void searchBatch(@PathVariable("collection") String name, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        List<SearchResult> results = bodies.with(request, body -> {
            RequestBodies.Batch batch = RequestBodies.Batch.read(body);
            return points.searchBatch(
                    Callers.of(request),
                    name,
                    batch.searches(),
                    batch.options().freshness(),
                    Deadlines.of(batch.options().timeoutMillis()));
        });
        ok(response, out -> JsonAnswers.results(out, results));
    }

    private static void ok(HttpServletResponse response, Consumer<JsonGenerator> content) throws IOException {
        JsonAnswers.send(response, HttpServletResponse.SC_OK, JsonAnswers.JSON, content);
    }
}
