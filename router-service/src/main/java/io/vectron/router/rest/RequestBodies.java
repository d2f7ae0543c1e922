package io.vectron.router.rest;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import io.vectron.proto.v1.Consistency;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.PointId;
import io.vectron.router.operations.Freshness;
import io.vectron.router.operations.NewCollection;
import io.vectron.router.operations.Point;
import io.vectron.router.operations.PointOperations;
import io.vectron.router.operations.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that the routes take, and how each is read. The field sets are what the OpenAPI document is compared with.
 *
 * <p>The nested classes are filled by one thread while a body is read, and only read after.
 */
final class RequestBodies {
    private static final int SHOWN_LENGTH_MAX = 64;

    private RequestBodies() {}

    private static VectronException missing(String path) {
        return new VectronException(ErrorCode.INVALID_REQUEST, path + " is missing", Map.of("field", path));
    }

    private static <T> T require(@Nullable T value, String path) {
        if (value == null) {
            throw missing(path);
        }
        return value;
    }

    /** A caller's word for a message: short, and without characters that forge log lines. */
    private static String shown(String word) {
        String cut = word.length() > SHOWN_LENGTH_MAX ? word.substring(0, SHOWN_LENGTH_MAX) + "..." : word;
        return "'" + cut.replaceAll("\\p{Cntrl}", "?") + "'";
    }

    static Metric metric(String name) {
        return switch (name) {
            case "l2" -> Metric.METRIC_L2;
            case "cosine" -> Metric.METRIC_COSINE;
            case "dot" -> Metric.METRIC_DOT;
            default ->
                throw new VectronException(
                        ErrorCode.INVALID_METRIC,
                        "metric must be l2, cosine or dot, found " + shown(name),
                        Map.of("field", "metric", "found", shown(name)));
        };
    }

    static Consistency consistency(String name) {
        return switch (name) {
            case "strong" -> Consistency.CONSISTENCY_STRONG;
            case "session" -> Consistency.CONSISTENCY_SESSION;
            case "eventual" -> Consistency.CONSISTENCY_EVENTUAL;
            default ->
                throw new VectronException(
                        ErrorCode.INVALID_CONSISTENCY,
                        "consistency must be strong, session or eventual",
                        Map.of("field", "consistency"));
        };
    }

    private static long timeout(JsonReader in, String path) {
        return in.integer(path, ErrorCode.INVALID_TIMEOUT, 1, Limits.TIMEOUT_MILLIS_MAX);
    }

    /** {@code POST /v1/collections}. */
    static final class Create {
        static final Set<String> FIELDS = Set.of("name", "dimension", "metric", "shards", "replication_factor");

        private @Nullable String name;
        private @Nullable Long dimension;
        private @Nullable Metric metric;
        private long shards;
        private long replicationFactor;

        static NewCollection read(byte[] body) {
            Create create = new Create();
            JsonReader.read(body, FIELDS, create::member);
            return new NewCollection(
                    require(create.name, "name"),
                    require(create.dimension, "dimension"),
                    require(create.metric, "metric"),
                    create.shards,
                    create.replicationFactor);
        }

        private void member(JsonReader in, String field) {
            switch (field) {
                case "name" -> name = in.string(field);
                case "dimension" -> dimension = in.integer(field, ErrorCode.INVALID_DIMENSION, 1, Limits.DIMENSION_MAX);
                case "metric" -> metric = metric(in.string(field));
                case "shards" -> shards = in.integer(field, ErrorCode.INVALID_SHARD_COUNT, 1, Limits.SHARDS_MAX);
                case "replication_factor" ->
                    replicationFactor =
                            in.integer(field, ErrorCode.INVALID_REPLICATION_FACTOR, 1, Limits.REPLICATION_FACTOR_MAX);
                default -> throw new IllegalStateException("unread field " + field);
            }
        }
    }

    /** {@code PUT /v1/collections/{collection}/points}. */
    static final class Upsert {
        static final Set<String> FIELDS = Set.of("points", "timeout_ms");
        static final Set<String> POINT_FIELDS = Set.of("id", "vector", "payload");

        private @Nullable List<Point> points;
        private long timeoutMillis;

        static Upsert read(byte[] body) {
            Upsert upsert = new Upsert();
            JsonReader.read(body, FIELDS, upsert::member);
            return upsert;
        }

        private void member(JsonReader in, String field) {
            switch (field) {
                case "points" -> {
                    List<Point> read = new ArrayList<>();
                    in.array(
                            field,
                            ErrorCode.BATCH_TOO_LARGE,
                            Limits.BATCH_POINTS_MAX,
                            index -> read.add(point(in, "points[" + index + "]")));
                    points = read;
                }
                case "timeout_ms" -> timeoutMillis = timeout(in, field);
                default -> throw new IllegalStateException("unread field " + field);
            }
        }

        private static Point point(JsonReader in, String path) {
            PartialPoint point = new PartialPoint();
            in.object(path, POINT_FIELDS, field -> point.member(in, path, field));
            if (point.id == null) {
                throw new VectronException(
                        ErrorCode.INVALID_ID, path + ".id is missing", Map.of("field", path + ".id"));
            }
            return new Point(point.id, require(point.vector, path + ".vector"), point.payload);
        }

        List<Point> points() {
            return require(points, "points");
        }

        long timeoutMillis() {
            return timeoutMillis;
        }
    }

    private static final class PartialPoint {
        private @Nullable PointId id;
        private float @Nullable [] vector;
        private Point.Payload payload = Point.Payload.NONE;

        void member(JsonReader in, String path, String field) {
            String full = path + "." + field;
            switch (field) {
                case "id" -> id = in.id(full);
                case "vector" -> vector = in.vector(full);
                case "payload" -> payload = in.payload(full);
                default -> throw new IllegalStateException("unread field " + field);
            }
        }
    }

    /** What reads have in common, set by their bodies or by query parameters. */
    static final class ReadOptions {
        private Consistency consistency = Consistency.CONSISTENCY_UNSPECIFIED;
        private String sessionToken = "";
        private long timeoutMillis;
        private boolean withVectors;
        private boolean withPayload = true;

        void member(JsonReader in, String path, String field) {
            String full = path + field;
            switch (field) {
                case "consistency" -> consistency = consistency(in.string(full));
                case "session_token" -> sessionToken = in.string(full);
                case "timeout_ms" -> timeoutMillis = timeout(in, full);
                case "with_vectors" -> withVectors = in.bool(full);
                case "with_payload" -> withPayload = in.bool(full);
                default -> throw new IllegalStateException("unread field " + field);
            }
        }

        Freshness freshness() {
            return Freshness.of(consistency, sessionToken);
        }

        PointOperations.Include include() {
            return new PointOperations.Include(withVectors, withPayload);
        }

        long timeoutMillis() {
            return timeoutMillis;
        }
    }

    /** {@code POST .../points/delete} and, with the read options, {@code POST .../points/get}. */
    static final class Ids {
        static final Set<String> DELETE_FIELDS = Set.of("ids", "timeout_ms");
        static final Set<String> GET_FIELDS =
                Set.of("ids", "with_vectors", "with_payload", "consistency", "session_token", "timeout_ms");

        private @Nullable List<PointId> ids;
        private final ReadOptions options = new ReadOptions();

        static Ids read(byte[] body, Set<String> fields) {
            Ids request = new Ids();
            JsonReader.read(body, fields, request::member);
            return request;
        }

        private void member(JsonReader in, String field) {
            if (!field.equals("ids")) {
                options.member(in, "", field);
                return;
            }
            List<PointId> read = new ArrayList<>();
            in.array(
                    field,
                    ErrorCode.BATCH_TOO_LARGE,
                    Limits.BATCH_POINTS_MAX,
                    index -> read.add(in.id("ids[" + index + "]")));
            ids = read;
        }

        List<PointId> ids() {
            return require(ids, "ids");
        }

        ReadOptions options() {
            return options;
        }
    }

    /** {@code POST .../points/search}, and one of {@code searches} of the batch form. */
    static final class Search {
        static final Set<String> QUERY_FIELDS = Set.of("vector", "k", "recall", "with_vectors", "with_payload");
        static final Set<String> FIELDS = Set.of(
                "vector", "k", "recall", "with_vectors", "with_payload", "consistency", "session_token", "timeout_ms");

        private float @Nullable [] vector;
        private @Nullable Long k;
        private double recall = Limits.RECALL_DEFAULT;
        private final ReadOptions options = new ReadOptions();

        static Search read(byte[] body) {
            Search search = new Search();
            JsonReader.read(body, FIELDS, (in, field) -> search.member(in, "", field));
            return search;
        }

        private void member(JsonReader in, String path, String field) {
            String full = path + field;
            switch (field) {
                case "vector" -> vector = in.vector(full);
                case "k" -> k = in.integer(full, ErrorCode.INVALID_K, 1, Limits.K_MAX);
                case "recall" -> recall = in.number(full);
                default -> options.member(in, path, field);
            }
        }

        Query query(String path) {
            return new Query(
                    require(vector, path + "vector"),
                    require(k, path + "k"),
                    recall,
                    options.withVectors,
                    options.withPayload);
        }

        ReadOptions options() {
            return options;
        }
    }

    /** {@code POST .../points/search/batch}. */
    static final class Batch {
        static final Set<String> FIELDS = Set.of("searches", "consistency", "session_token", "timeout_ms");

        private @Nullable List<Query> searches;
        private final ReadOptions options = new ReadOptions();

        static Batch read(byte[] body) {
            Batch batch = new Batch();
            JsonReader.read(body, FIELDS, batch::member);
            return batch;
        }

        private void member(JsonReader in, String field) {
            if (!field.equals("searches")) {
                options.member(in, "", field);
                return;
            }
            List<Query> read = new ArrayList<>();
            in.array(field, ErrorCode.BATCH_TOO_LARGE, Limits.BATCH_SEARCHES_MAX, index -> {
                String path = "searches[" + index + "]";
                Search search = new Search();
                in.object(path, Search.QUERY_FIELDS, name -> search.member(in, path + ".", name));
                read.add(search.query(path + "."));
            });
            searches = read;
        }

        List<Query> searches() {
            return require(searches, "searches");
        }

        ReadOptions options() {
            return options;
        }
    }
}
