package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The document that people and generators read is the truth about the routes. */
class OpenApiTest {
    private static TestCluster cluster;
    private static JsonNode document;

    @BeforeAll
    static void start() throws IOException {
        cluster = new TestCluster(0);
        document = new JsonMapper().readTree(cluster.rest("GET", "/v3/api-docs").body());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void documentListsExactlyTheRoutesThatExist() {
        Set<String> documented = new TreeSet<>();
        document.path("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((method, operation) -> {
                    if (!method.equals("parameters")) {
                        documented.add(method.toUpperCase(java.util.Locale.ROOT) + " " + path);
                    }
                }));
        Set<String> existing = new TreeSet<>();
        cluster.router
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((route, handler) -> {
                    if (handler.getBeanType().getPackageName().equals("io.vectron.router.rest")) {
                        addRoutes(route, existing);
                    }
                });
        existing.removeIf(route -> route.endsWith("/error"));

        assertThat(documented).isEqualTo(existing).hasSizeGreaterThan(15);
    }

    private static void addRoutes(RequestMappingInfo route, Set<String> into) {
        route.getPatternValues()
                .forEach(path ->
                        route.getMethodsCondition().getMethods().forEach(method -> into.add(method + " " + path)));
    }

    @Test
    void everyReferenceLeadsSomewhereAndEverySchemaIsUsed() {
        Set<String> used = new TreeSet<>();
        document.findValues("$ref").forEach(reference -> {
            String pointer = reference.asString().substring(1);
            assertThat(document.at(pointer).isMissingNode()).as(pointer).isFalse();
            used.add(pointer);
        });
        document.path("components")
                .path("schemas")
                .propertyNames()
                .forEach(name -> assertThat(used).contains("/components/schemas/" + name));
    }

    @Test
    void everyOperationHasASummaryAndItsErrors() {
        document.path("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((method, operation) -> {
                    if (!method.equals("parameters")) {
                        assertThat(operation.path("summary").asString())
                                .as(path)
                                .isNotEmpty();
                        assertThat(operation.path("operationId").asString())
                                .as(path)
                                .isNotEmpty();
                        if (path.startsWith("/v1/")) {
                            assertThat(operation.path("responses").propertyNames())
                                    .as(path)
                                    .contains("503");
                        }
                        if (operation.has("requestBody")) {
                            assertThat(operation.path("responses").propertyNames())
                                    .as(path)
                                    .contains("400", "413", "415");
                        }
                    }
                }));
    }

    @Test
    void browsablePageComesFromTheRouterItself() {
        assertThat(cluster.rest("GET", "/swagger-ui.html").statusCode()).isEqualTo(302);
        assertThat(cluster.rest("GET", "/swagger-ui/index.html").body()).doesNotContain("http://", "https://");
        assertThat(cluster.rest("GET", "/swagger-ui/swagger-ui-bundle.js").statusCode())
                .isEqualTo(200);
    }
}
