package io.vectron.errors;

import io.grpc.Status;

/**
 * The stable codes of every error that a caller can see; docs/errors.md lists them and a test compares.
 *
 * <p>A code is never renamed or given another meaning. The HTTP status and the gRPC status follow from it.
 */
public enum ErrorCode {
    // ---- the caller's request is wrong: nothing was done, the same request will fail again ----
    INVALID_REQUEST(
            Status.Code.INVALID_ARGUMENT,
            400,
            "The body is not what the operation takes: malformed JSON, an unknown field, a missing or mistyped value."),
    INVALID_COLLECTION_NAME(
            Status.Code.INVALID_ARGUMENT,
            400,
            "A collection name has 1 to 128 characters of [A-Za-z0-9_-] and starts with a letter or digit."),
    INVALID_DIMENSION(Status.Code.INVALID_ARGUMENT, 400, "A collection's dimension is 1 to 4096."),
    INVALID_METRIC(Status.Code.INVALID_ARGUMENT, 400, "The metric is l2, cosine or dot."),
    INVALID_SHARD_COUNT(Status.Code.INVALID_ARGUMENT, 400, "A collection has 1 to 1024 shards."),
    INVALID_REPLICATION_FACTOR(
            Status.Code.INVALID_ARGUMENT,
            400,
            "The replication factor is 1 to 7 and at most the number of ready workers."),
    DIMENSION_MISMATCH(
            Status.Code.INVALID_ARGUMENT,
            400,
            "A vector has another number of components than its collection's dimension."),
    NON_FINITE_VECTOR(
            Status.Code.INVALID_ARGUMENT,
            400,
            "A vector has a component that is NaN, infinite or beyond 1e15 in magnitude."),
    ZERO_VECTOR(
            Status.Code.INVALID_ARGUMENT,
            400,
            "A vector of length zero (below 1e-18) has no direction, so the cosine metric refuses it."),
    INVALID_ID(
            Status.Code.INVALID_ARGUMENT,
            400,
            "A point id is a string of 1 to 128 bytes of UTF-8 or an unsigned 64-bit number."),
    INVALID_PAYLOAD(Status.Code.INVALID_ARGUMENT, 400, "A payload is one JSON object of at most 64 KiB."),
    INVALID_K(Status.Code.INVALID_ARGUMENT, 400, "k is 1 to 10,000."),
    INVALID_RECALL(Status.Code.INVALID_ARGUMENT, 400, "The asked recall is above 0 and at most 1."),
    INVALID_TIMEOUT(Status.Code.INVALID_ARGUMENT, 400, "A timeout is 1 to 60,000 milliseconds."),
    INVALID_CONSISTENCY(
            Status.Code.INVALID_ARGUMENT,
            400,
            "The consistency is strong, session or eventual; session needs a session token that a write returned."),
    BATCH_TOO_LARGE(Status.Code.INVALID_ARGUMENT, 400, "A request has 1 to 1,000 points or ids, or 1 to 100 searches."),
    REQUEST_TOO_LARGE(
            Status.Code.RESOURCE_EXHAUSTED, 413, "The request has more bytes than the server takes (32 MiB)."),
    // ---- the caller may not do it ----
    UNAUTHENTICATED(
            Status.Code.UNAUTHENTICATED,
            401,
            "The request carries no API key, or one that the server does not know; send it as 'authorization: Bearer KEY'."),
    PERMISSION_DENIED(
            Status.Code.PERMISSION_DENIED,
            403,
            "The API key is known, but its role or its list of collections does not allow this."),
    // ---- what the request names is not there, or is there already ----
    COLLECTION_NOT_FOUND(Status.Code.NOT_FOUND, 404, "No collection has this name."),
    POINT_NOT_FOUND(Status.Code.NOT_FOUND, 404, "The collection has no point with this id."),
    ROUTE_NOT_FOUND(Status.Code.UNIMPLEMENTED, 404, "The server has no such path or operation."),
    METHOD_NOT_ALLOWED(Status.Code.UNIMPLEMENTED, 405, "The path exists, but not with this HTTP method."),
    UNSUPPORTED_MEDIA_TYPE(Status.Code.INVALID_ARGUMENT, 415, "The body's content type is not application/json."),
    COLLECTION_EXISTS(Status.Code.ALREADY_EXISTS, 409, "A collection with this name exists."),
    // ---- the cluster cannot do it now: try again ----
    STALE_EPOCH(
            Status.Code.ABORTED,
            409,
            "The caller's map is older or newer than the worker's; nothing was done. Routers refresh and retry."),
    NOT_LEADER(
            Status.Code.ABORTED,
            409,
            "The replica that was asked does not lead; nothing was done. Routers go to the leader and retry."),
    SHARD_NOT_FOUND(
            Status.Code.ABORTED,
            409,
            "The worker does not run this shard (any more, or yet); nothing was done. Routers refresh and retry."),
    SHARD_UNAVAILABLE(
            Status.Code.UNAVAILABLE,
            503,
            "A shard had no replica that could answer before the deadline; nothing was done."),
    OUTCOME_UNKNOWN(
            Status.Code.UNAVAILABLE,
            503,
            "A change was sent and its answer was lost, or it was done in part: it may or may not have happened. Writing the same again is safe as long as nobody else writes the same ids."),
    PLACEMENT_UNAVAILABLE(Status.Code.UNAVAILABLE, 503, "The placement driver has no leader or cannot be reached."),
    NOT_READY(Status.Code.UNAVAILABLE, 503, "The server is starting or stopping."),
    OVERLOADED(
            Status.Code.RESOURCE_EXHAUSTED,
            429,
            "The server has as much work as it takes; nothing was done. Try again later."),
    STORAGE_FULL(
            Status.Code.RESOURCE_EXHAUSTED,
            507,
            "The disk of a shard's leader is full; nothing was done. Reads are answered, and writes are taken again once there is room."),
    DEADLINE_EXCEEDED(Status.Code.DEADLINE_EXCEEDED, 504, "The deadline passed before an answer was there."),
    // ---- between services ----
    WORKER_UNKNOWN(
            Status.Code.FAILED_PRECONDITION,
            409,
            "The placement driver does not know this worker; it has to register."),
    WORKER_REMOVED(
            Status.Code.FAILED_PRECONDITION,
            409,
            "The worker was removed from the cluster; its data directory cannot join again."),
    WORKER_ADDRESS_CHANGED(
            Status.Code.FAILED_PRECONDITION,
            409,
            "A worker that holds replicas came back with another raft address, or another worker that is alive has its address."),
    CLUSTER_MISMATCH(Status.Code.FAILED_PRECONDITION, 409, "The data directory belongs to another cluster."),
    // ---- the server's fault ----
    SHARD_FAILED(
            Status.Code.INTERNAL,
            500,
            "The shard's replica stopped after a storage failure; it recovers when its worker is started again."),
    INTERNAL(Status.Code.INTERNAL, 500, "A bug or an unexpected failure; the server's log has the details.");

    private final Status.Code grpc;
    private final int http;
    private final String meaning;

    ErrorCode(Status.Code grpc, int http, String meaning) {
        this.grpc = grpc;
        this.http = http;
        this.meaning = meaning;
    }

    public Status.Code grpc() {
        return grpc;
    }

    public int http() {
        return http;
    }

    /** One sentence for people; what docs/errors.md says of the code. */
    public String meaning() {
        return meaning;
    }

    /** True when the same request may succeed later without a change and is known not to have been executed. */
    public boolean isRetryable() {
        return switch (this) {
            case STALE_EPOCH,
                    NOT_LEADER,
                    SHARD_NOT_FOUND,
                    SHARD_UNAVAILABLE,
                    PLACEMENT_UNAVAILABLE,
                    NOT_READY,
                    OVERLOADED,
                    STORAGE_FULL -> true;
            default -> false;
        };
    }
}
