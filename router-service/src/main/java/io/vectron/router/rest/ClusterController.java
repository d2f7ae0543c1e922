package io.vectron.router.rest;

import io.swagger.v3.oas.annotations.Hidden;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.router.observe.Operation;
import io.vectron.router.operations.CollectionOperations;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Cluster status, health, and the list of links at the root. Described in openapi.yaml. */
@Hidden // springdoc would describe it from the types, which do not show the bodies
@RestController
final class ClusterController {
    private static final Map<String, String> LINKS = new TreeMap<>(Map.of(
            "openapi", "/v3/api-docs",
            "api_browser", "/swagger-ui.html",
            "collections", "/v1/collections",
            "cluster", "/v1/cluster",
            "whoami", "/v1/whoami",
            "live", "/livez",
            "ready", "/readyz"));

    private final CollectionOperations collections;

    ClusterController(CollectionOperations collections) {
        this.collections = collections;
    }

    @GetMapping("/")
    void root(HttpServletResponse response) throws IOException {
        JsonAnswers.send(
                response,
                HttpServletResponse.SC_OK,
                JsonAnswers.JSON,
                out -> JsonAnswers.object(out, () -> {
                    out.writeStringProperty("service", "vectron-router");
                    JsonAnswers.strings(out, "links", LINKS);
                }));
    }

    @Serves(Operation.CLUSTER_STATUS)
    @GetMapping("/v1/cluster")
    void cluster(HttpServletRequest request, HttpServletResponse response) throws IOException {
        ClusterStatusResponse status = collections.cluster(Callers.of(request));
        JsonAnswers.send(
                response, HttpServletResponse.SC_OK, JsonAnswers.JSON, out -> JsonAnswers.cluster(out, status));
    }

    @GetMapping("/livez")
    void live(HttpServletResponse response) throws IOException {
        status(response, "live");
    }

    @GetMapping("/readyz")
    void ready(HttpServletResponse response) throws IOException {
        if (!collections.isReady()) {
            throw new VectronException(ErrorCode.NOT_READY, "the router has no map of the cluster yet");
        }
        status(response, "ready");
    }

    private void status(HttpServletResponse response, String status) throws IOException {
        JsonAnswers.send(
                response,
                HttpServletResponse.SC_OK,
                JsonAnswers.JSON,
                out -> JsonAnswers.object(out, () -> {
                    out.writeStringProperty("status", status);
                    out.writeNumberProperty("map_revision", collections.revision());
                }));
    }
}
