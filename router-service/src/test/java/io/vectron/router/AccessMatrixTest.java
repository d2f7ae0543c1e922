package io.vectron.router;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.MessageLite;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.MetadataUtils;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.Point;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.router.access.Role;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Every endpoint with every role. The list of endpoints is not written here: it comes from the OpenAPI document, whose routes
 * are compared with the code's, and from the services of the running server; one without a rule fails.
 */
class AccessMatrixTest {
    private static final List<String> CALLERS = List.of("nobody", "reader", "writer", "admin");
    private static final Set<String> OPEN_SERVICES = Set.of(
            "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection");

    /** What each method needs; empty for any key at all. */
    private static final Map<String, Optional<Role>> GRPC_RULES = Map.ofEntries(
            Map.entry("vectron.v1.Access/WhoAmI", Optional.empty()),
            Map.entry("vectron.v1.Collections/CreateCollection", Optional.of(Role.ADMIN)),
            Map.entry("vectron.v1.Collections/DeleteCollection", Optional.of(Role.ADMIN)),
            Map.entry("vectron.v1.Collections/GetCollection", Optional.of(Role.READ)),
            Map.entry("vectron.v1.Collections/ListCollections", Optional.of(Role.READ)),
            Map.entry("vectron.v1.Points/Upsert", Optional.of(Role.WRITE)),
            Map.entry("vectron.v1.Points/Delete", Optional.of(Role.WRITE)),
            Map.entry("vectron.v1.Points/Get", Optional.of(Role.READ)),
            Map.entry("vectron.v1.Points/Search", Optional.of(Role.READ)),
            Map.entry("vectron.v1.Points/SearchStream", Optional.of(Role.READ)),
            Map.entry("vectron.v1.Points/BatchSearch", Optional.of(Role.READ)));

    @TempDir
    private static Path directory;

    private static TestKeys keys;
    private static TestCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        keys = new TestKeys(directory.resolve("keys"))
                .add("reader", Role.READ)
                .add("writer", Role.WRITE)
                .add("admin", Role.ADMIN);
        cluster = new TestCluster(1, keys.setting());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @Test
    void everyRestOperationAsksForItsRole() throws IOException {
        JsonNode document =
                new JsonMapper().readTree(cluster.rest("GET", "/v3/api-docs").body());
        Set<String> seen = new TreeSet<>();
        document.path("paths")
                .forEachEntry((path, operations) -> operations.forEachEntry((method, operation) -> {
                    if (!method.equals("parameters")) {
                        seen.add(operation.path("operationId").asString());
                        checkRest(document, method.toUpperCase(Locale.ROOT), path, operation);
                    }
                }));
        assertThat(seen).hasSizeGreaterThan(15).contains("createCollection", "searchPoints", "whoAmI");
    }

    private static void checkRest(JsonNode document, String method, String path, JsonNode operation) {
        String what = method + " " + path;
        boolean isOpen = operation.has("security") && operation.path("security").isEmpty();
        String needed = operation.path("x-vectron-role").asString("");
        assertThat(isOpen || needed.matches("any|read|write|admin"))
                .as("%s says in openapi.yaml which role it needs", what)
                .isTrue();
        String concrete = path.replace("{collection}", "matrix").replace("{id}", "1");
        String body = example(document, operation);
        for (String caller : CALLERS) {
            cluster.use(keys.key(caller));
            HttpResponse<String> answer =
                    body.isEmpty() ? cluster.rest(method, concrete) : cluster.rest(method, concrete, body);
            String as = what + " by " + caller + ": " + answer.body();
            switch (expected(caller, isOpen, needed.equals("any") ? Optional.empty() : Role.ofWord(needed))) {
                case UNAUTHENTICATED -> {
                    assertThat(answer.statusCode()).as(as).isEqualTo(401);
                    assertThat(answer.headers().firstValue("WWW-Authenticate"))
                            .as(as)
                            .contains("Bearer");
                    assertThat(answer.headers().firstValue("Content-Type"))
                            .as(as)
                            .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
                    assertThat(answer.body()).as(as).contains("\"code\":\"UNAUTHENTICATED\"");
                }
                case PERMISSION_DENIED -> {
                    assertThat(answer.statusCode()).as(as).isEqualTo(403);
                    assertThat(answer.body())
                            .as(as)
                            .contains("\"code\":\"PERMISSION_DENIED\"", "\"needed\":\"" + needed);
                }
                default -> assertThat(answer.statusCode()).as(as).isNotIn(401, 403, 400, 405, 415);
            }
        }
        cluster.use("");
    }

    /** The first example of the body, which is a request as the operation takes it; empty when it takes none. */
    private static String example(JsonNode document, JsonNode operation) {
        JsonNode body = operation.path("requestBody");
        if (body.has("$ref")) {
            body = document.at(body.path("$ref").asString().substring(1));
        }
        for (JsonNode example : body.path("content").path("application/json").path("examples")) {
            return example.path("value").toString();
        }
        assertThat(body.isMissingNode()).as("a body has an example").isTrue();
        return "";
    }

    @Test
    void everyGrpcMethodAsksForItsRole() {
        Set<String> seen = new TreeSet<>();
        for (BindableService bean :
                cluster.router.getBeansOfType(BindableService.class).values()) {
            ServerServiceDefinition service = bean.bindService();
            if (OPEN_SERVICES.contains(service.getServiceDescriptor().getName())) {
                continue;
            }
            for (MethodDescriptor<?, ?> method : service.getServiceDescriptor().getMethods()) {
                String name = method.getFullMethodName();
                seen.add(name);
                assertThat(GRPC_RULES).as("%s has a rule", name).containsKey(name);
                CALLERS.forEach(caller -> assertThat(outcome(publicMethod(name), caller))
                        .as("%s by %s", name, caller)
                        .isEqualTo(expected(caller, false, Objects.requireNonNull(GRPC_RULES.get(name)))));
            }
        }
        assertThat(seen).isEqualTo(new TreeSet<>(GRPC_RULES.keySet()));
    }

    /** The generated descriptor, whose messages can be made; the server's own takes streams. */
    private static MethodDescriptor<?, ?> publicMethod(String name) {
        return List.of(
                        io.vectron.proto.v1.AccessGrpc.getServiceDescriptor(),
                        io.vectron.proto.v1.CollectionsGrpc.getServiceDescriptor(),
                        io.vectron.proto.v1.PointsGrpc.getServiceDescriptor())
                .stream()
                .flatMap(service -> service.getMethods().stream())
                .filter(method -> method.getFullMethodName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private enum Outcome {
        UNAUTHENTICATED,
        PERMISSION_DENIED,
        LET_IN
    }

    private static Outcome expected(String caller, boolean isOpen, Optional<Role> needed) {
        if (isOpen) {
            return Outcome.LET_IN;
        }
        return switch (caller) {
            case "nobody" -> Outcome.UNAUTHENTICATED;
            case "reader" -> needed.orElse(Role.READ) == Role.READ ? Outcome.LET_IN : Outcome.PERMISSION_DENIED;
            case "writer" -> needed.orElse(Role.READ) == Role.ADMIN ? Outcome.PERMISSION_DENIED : Outcome.LET_IN;
            default -> Outcome.LET_IN;
        };
    }

    private static <Q, R> Outcome outcome(MethodDescriptor<Q, R> method, String caller) {
        Metadata headers = new Metadata();
        if (!keys.key(caller).isEmpty()) {
            headers.put(
                    Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + keys.key(caller));
        }
        Channel channel =
                ClientInterceptors.intercept(cluster.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
        try {
            ClientCalls.blockingServerStreamingCall(channel, method, CallOptions.DEFAULT, request(method))
                    .forEachRemaining(answer -> {});
            return Outcome.LET_IN;
        } catch (StatusRuntimeException e) {
            ErrorCode code = GrpcErrors.fromGrpc(e).map(VectronException::code).orElse(ErrorCode.INTERNAL);
            return switch (e.getStatus().getCode()) {
                case UNAUTHENTICATED -> {
                    assertThat(code).isEqualTo(ErrorCode.UNAUTHENTICATED);
                    yield Outcome.UNAUTHENTICATED;
                }
                case PERMISSION_DENIED -> {
                    assertThat(code).isEqualTo(ErrorCode.PERMISSION_DENIED);
                    yield Outcome.PERMISSION_DENIED;
                }
                case UNKNOWN, INTERNAL, UNIMPLEMENTED -> throw e;
                default -> {
                    assertThat(e.getStatus().getCode()).isNotEqualTo(Status.Code.OK);
                    yield Outcome.LET_IN;
                }
            };
        }
    }

    @SuppressWarnings("unchecked") // the marshaller of a method makes its requests
    private static <Q> Q request(MethodDescriptor<Q, ?> method) {
        if (method.getFullMethodName().endsWith("/Upsert")) {
            return (Q) UpsertRequest.newBuilder()
                    .setCollection("matrix")
                    .addPoints(Point.getDefaultInstance())
                    .build();
        }
        MethodDescriptor.PrototypeMarshaller<Q> marshaller =
                (MethodDescriptor.PrototypeMarshaller<Q>) method.getRequestMarshaller();
        Q prototype = Objects.requireNonNull(marshaller.getMessagePrototype());
        assertThat(prototype).isInstanceOf(MessageLite.class);
        return prototype;
    }
}
