package io.vectron.router.rest;

import com.google.protobuf.ByteString;
import io.vectron.model.KeyRanges;
import io.vectron.model.PointIds;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.ClusterStatusResponse;
import io.vectron.proto.internal.v1.PdMember;
import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.internal.v1.WorkerStatus;
import io.vectron.proto.v1.Collection;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.PointId;
import io.vectron.proto.v1.ReplicaStatus;
import io.vectron.proto.v1.SearchFacts;
import io.vectron.proto.v1.ShardFacts;
import io.vectron.proto.v1.ShardStatus;
import io.vectron.router.operations.SearchResult;
import io.vectron.router.operations.WriteReceipt;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the answers as JSON, token by token into the response: no answer is held a second time as text. Stateless.
 *
 * <p>Unsigned 64-bit numbers are written as plain JSON numbers up to 2^64-1; payloads as they came.
 */
final class JsonAnswers {
    static final String JSON = "application/json";
    static final String PROBLEM_JSON = "application/problem+json";

    private static final JsonFactory FACTORY = new JsonFactory();

    private JsonAnswers() {}

    static void send(HttpServletResponse response, int status, String contentType, Consumer<JsonGenerator> content)
            throws IOException {
        response.setStatus(status);
        response.setContentType(contentType);
        try (JsonGenerator out =
                FACTORY.createGenerator(ObjectWriteContext.empty(), response.getOutputStream(), JsonEncoding.UTF8)) {
            content.accept(out);
        }
    }

    static void object(JsonGenerator out, Runnable members) {
        out.writeStartObject();
        members.run();
        out.writeEndObject();
    }

    static void array(JsonGenerator out, String name, Runnable elements) {
        out.writeName(name);
        out.writeStartArray();
        elements.run();
        out.writeEndArray();
    }

    static void strings(JsonGenerator out, String name, Map<String, String> values) {
        out.writeName(name);
        object(out, () -> values.forEach(out::writeStringProperty));
    }

    private static void unsigned(JsonGenerator out, String name, long value) {
        out.writeName(name);
        out.writeNumber(Long.toUnsignedString(value));
    }

    // ---- points ----

    static void receipt(JsonGenerator out, WriteReceipt receipt) {
        object(out, () -> {
            out.writeNumberProperty("written", receipt.written());
            out.writeStringProperty("session_token", receipt.token().encode());
        });
    }

    static void points(JsonGenerator out, List<ShardRow> rows) {
        object(out, () -> array(out, "points", () -> rows.forEach(row -> row(out, row, false))));
    }

    /** A point, or with its score a hit; vector and payload when there are any. */
    static void row(JsonGenerator out, ShardRow row, boolean withScore) {
        object(out, () -> {
            id(out, PointIds.parse(row.getId()));
            if (withScore) {
                out.writeNumberProperty("score", row.getScore());
            }
            if (!row.getVector().isEmpty()) {
                array(out, "vector", () -> components(out, row.getVector()));
            }
            if (!row.getPayload().isEmpty()) {
                out.writeName("payload");
                out.writeRawValue(row.getPayload().toStringUtf8());
            }
        });
    }

    private static void components(JsonGenerator out, ByteString bytes) {
        for (float component : Vectors.fromBytes(bytes)) {
            out.writeNumber(component);
        }
    }

    private static void id(JsonGenerator out, PointId id) {
        if (id.getKindCase() == PointId.KindCase.NUMBER) {
            unsigned(out, "id", id.getNumber());
        } else {
            out.writeStringProperty("id", id.getText());
        }
    }

    static void results(JsonGenerator out, List<SearchResult> results) {
        object(out, () -> array(out, "results", () -> results.forEach(result -> result(out, result))));
    }

    static void result(JsonGenerator out, SearchResult result) {
        object(out, () -> {
            array(out, "hits", () -> result.hits().forEach(hit -> row(out, hit, true)));
            facts(out, result.facts());
        });
    }

    private static void facts(JsonGenerator out, SearchFacts facts) {
        out.writeName("facts");
        object(out, () -> {
            out.writeBooleanProperty("partial", facts.getPartial());
            unsigned(out, "micros", facts.getMicros());
            array(out, "shards", () -> facts.getShardsList().forEach(shard -> shardFacts(out, shard)));
        });
    }

    private static void shardFacts(JsonGenerator out, ShardFacts facts) {
        object(out, () -> {
            unsigned(out, "shard_id", facts.getShardId());
            out.writeStringProperty("worker_id", facts.getWorkerId());
            unsigned(out, "sequence", facts.getSequence());
            out.writeNumberProperty("buckets_scanned", Integer.toUnsignedLong(facts.getBucketsScanned()));
            out.writeNumberProperty("buckets_total", Integer.toUnsignedLong(facts.getBucketsTotal()));
            unsigned(out, "rows_scanned", facts.getRowsScanned());
            unsigned(out, "bytes_scanned", facts.getBytesScanned());
            out.writeStringProperty("stop_reason", facts.getStopReason());
            out.writeNumberProperty("estimated_recall", facts.getEstimatedRecall());
        });
    }

    // ---- collections ----

    static void collections(JsonGenerator out, List<Collection> collections) {
        object(out, () -> array(out, "collections", () -> collections.forEach(each -> collection(out, each))));
    }

    static void collection(JsonGenerator out, Collection collection) {
        object(out, () -> {
            out.writeStringProperty("name", collection.getName());
            out.writeNumberProperty("dimension", collection.getDimension());
            out.writeStringProperty("metric", metric(collection.getMetric()));
            out.writeNumberProperty("replication_factor", collection.getReplicationFactor());
            unsigned(out, "points", collection.getPoints());
            out.writeBooleanProperty("ready", collection.getReady());
            unsigned(out, "revision", collection.getRevision());
            out.writeNumberProperty("created_at_millis", collection.getCreatedAtMillis());
            array(out, "shards", () -> collection.getShardsList().forEach(shard -> shard(out, shard)));
        });
    }

    private static void shard(JsonGenerator out, ShardStatus shard) {
        object(out, () -> {
            unsigned(out, "shard_id", shard.getShardId());
            out.writeStringProperty("range", KeyRanges.show(shard.getRange()));
            unsigned(out, "membership_version", shard.getEpoch().getMembershipVersion());
            unsigned(out, "range_version", shard.getEpoch().getRangeVersion());
            out.writeStringProperty("leader", shard.getLeader());
            out.writeBooleanProperty("ready", shard.getReady());
            unsigned(out, "points", shard.getPoints());
            unsigned(out, "size_bytes", shard.getSizeBytes());
            array(out, "replicas", () -> shard.getReplicasList().forEach(replica -> replica(out, replica)));
        });
    }

    private static void replica(JsonGenerator out, ReplicaStatus replica) {
        object(out, () -> {
            out.writeStringProperty("worker_id", replica.getWorkerId());
            out.writeStringProperty("address", replica.getAddress());
            out.writeStringProperty("role", replica.getRole());
            unsigned(out, "applied_sequence", replica.getAppliedSequence());
        });
    }

    private static String metric(Metric metric) {
        return metric == Metric.UNRECOGNIZED
                ? "unknown"
                : metric.name().substring("METRIC_".length()).toLowerCase(Locale.ROOT);
    }

    // ---- cluster ----

    static void cluster(JsonGenerator out, ClusterStatusResponse cluster) {
        object(out, () -> {
            out.writeStringProperty("cluster_id", cluster.getClusterId());
            unsigned(out, "revision", cluster.getRevision());
            out.writeStringProperty("leader", cluster.getLeader());
            array(out, "members", () -> cluster.getMembersList().forEach(member -> member(out, member)));
            array(out, "workers", () -> cluster.getWorkersList().forEach(worker -> worker(out, worker)));
        });
    }

    private static void member(JsonGenerator out, PdMember member) {
        object(out, () -> {
            out.writeStringProperty("address", member.getAddress());
            out.writeStringProperty("raft_address", member.getRaftAddress());
            out.writeBooleanProperty("leader", member.getLeader());
        });
    }

    private static void worker(JsonGenerator out, WorkerStatus status) {
        object(out, () -> {
            out.writeStringProperty("id", status.getWorker().getId());
            out.writeStringProperty("address", status.getWorker().getAddress());
            out.writeStringProperty("raft_address", status.getWorker().getRaftAddress());
            out.writeStringProperty(
                    "state",
                    status.getWorker()
                            .getState()
                            .name()
                            .replace("WORKER_STATE_", "")
                            .toLowerCase(Locale.ROOT));
            strings(out, "labels", new TreeMap<>(status.getWorker().getLabelsMap()));
            out.writeNumberProperty("capacity", status.getWorker().getCapacity());
            out.writeNumberProperty("millis_since_heartbeat", status.getMillisSinceHeartbeat());
            out.writeNumberProperty("replicas", Integer.toUnsignedLong(status.getReplicas()));
            out.writeNumberProperty("leaders", Integer.toUnsignedLong(status.getLeaders()));
            out.writeNumberProperty("cpu", status.getLoad().getCpu());
            unsigned(out, "heap_bytes", status.getLoad().getHeapBytes());
            unsigned(out, "disk_used_bytes", status.getLoad().getDiskUsedBytes());
            unsigned(out, "disk_free_bytes", status.getLoad().getDiskFreeBytes());
        });
    }
}
