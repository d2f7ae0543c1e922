package io.vectron.worker.api;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vectron.drift.DescribeLimits;
import io.vectron.drift.Hit;
import io.vectron.drift.Row;
import io.vectron.drift.SearchRequest;
import io.vectron.drift.SearchResult;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.DescribeIndexRequest;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import io.vectron.proto.internal.v1.ReadMode;
import io.vectron.proto.internal.v1.ShardGetRequest;
import io.vectron.proto.internal.v1.ShardGetResponse;
import io.vectron.proto.internal.v1.ShardHeader;
import io.vectron.proto.internal.v1.ShardQuery;
import io.vectron.proto.internal.v1.ShardQueryResult;
import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.internal.v1.ShardSearchRequest;
import io.vectron.proto.internal.v1.ShardSearchResponse;
import io.vectron.proto.internal.v1.ShardWriteRequest;
import io.vectron.proto.internal.v1.ShardWriteResponse;
import io.vectron.proto.internal.v1.ShardsGrpc;
import io.vectron.proto.internal.v1.WorkerStatusRequest;
import io.vectron.proto.internal.v1.WorkerStatusResponse;
import io.vectron.proto.v1.Consistency;
import io.vectron.proto.v1.ShardFacts;
import io.vectron.worker.hosting.ShardHost;
import io.vectron.worker.hosting.WorkerDirectory;
import io.vectron.worker.shard.ShardReplica;
import io.vectron.worker.shard.WireSequences;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The service that routers call.
 *
 * <p>Every call has a deadline: the caller's, or the default. Handlers run on virtual threads and wait there; scans run on
 * the {@link SearchPool}.
 */
public final class ShardsEndpoint extends ShardsGrpc.ShardsImplBase {
    private final ShardHost host;
    private final WorkerDirectory directory;
    private final SearchPool searches;
    private final IndexViews views;
    private final ShardObserver observer;

    public ShardsEndpoint(
            ShardHost host, WorkerDirectory directory, SearchPool searches, IndexViews views, ShardObserver observer) {
        this.host = host;
        this.directory = directory;
        this.searches = searches;
        this.views = views;
        this.observer = observer;
    }

    /** One call; what it throws is answered with its code. */
    private interface Call<T> {
        T run(ShardReplica replica, long deadlineNanos) throws Exception;
    }

    private <T> void answer(String operation, ShardHeader shard, StreamObserver<T> out, Call<T> call) {
        long start = System.nanoTime();
        String collection = "";
        T answer;
        try {
            ShardReplica replica = host.replica(shard.getShardId());
            collection = replica.assignment().getCollection();
            replica.check(shard.getEpoch());
            answer = call.run(replica, deadlineNanos());
        } catch (Exception e) {
            VectronException failure = Failures.toVectron(e, shard.getShardId());
            observer.ended(operation, collection, failure.code().name(), System.nanoTime() - start);
            out.onError(GrpcErrors.toGrpc(failure));
            return;
        }
        observer.ended(operation, collection, ShardObserver.OK, System.nanoTime() - start);
        out.onNext(answer);
        out.onCompleted();
    }

    private static long deadlineNanos() {
        @Nullable Deadline deadline = Context.current().getDeadline();
        long left = deadline == null
                ? TimeUnit.MILLISECONDS.toNanos(Limits.TIMEOUT_MILLIS_DEFAULT)
                : deadline.timeRemaining(TimeUnit.NANOSECONDS);
        return System.nanoTime() + left;
    }

    @Override
    public void write(ShardWriteRequest request, StreamObserver<ShardWriteResponse> out) {
        answer("write", request.getShard(), out, (replica, deadline) -> {
            checkCount("ops", request.getOpsCount(), Limits.BATCH_POINTS_MAX);
            long sequence = replica.write(request.getOpsList(), deadline);
            return ShardWriteResponse.newBuilder().setSequence(sequence).build();
        });
    }

    @Override
    public void get(ShardGetRequest request, StreamObserver<ShardGetResponse> out) {
        answer("get", request.getShard(), out, (replica, deadline) -> {
            checkCount("ids", request.getIdsCount(), Limits.BATCH_POINTS_MAX);
            awaitFreshness(replica, request.getMode(), deadline);
            ShardGetResponse.Builder rows = ShardGetResponse.newBuilder().setSequence(replica.appliedSequence());
            for (ByteString id : request.getIdsList()) {
                replica.get(id.toByteArray())
                        .ifPresent(row ->
                                rows.addRows(toRow(row, id, request.getWithVectors(), request.getWithPayload())));
            }
            return rows.build();
        });
    }

    @Override
    public void search(ShardSearchRequest request, StreamObserver<ShardSearchResponse> out) {
        answer("search", request.getShard(), out, (replica, deadline) -> {
            checkCount("queries", request.getQueriesCount(), Limits.BATCH_SEARCHES_MAX);
            awaitFreshness(replica, request.getMode(), deadline);
            return searches.call(() -> searchAll(replica, request, deadline), deadline);
        });
    }

    private ShardSearchResponse searchAll(ShardReplica replica, ShardSearchRequest request, long deadline) {
        ShardSearchResponse.Builder response = ShardSearchResponse.newBuilder();
        for (ShardQuery query : request.getQueriesList()) {
            SearchResult result = replica.search(new SearchRequest(
                    Vectors.fromBytes(query.getVector()),
                    query.getK(),
                    query.getRecall(),
                    deadline,
                    query.getWithVectors(),
                    query.getWithPayload()));
            observer.searched(replica.assignment().getCollection(), result.facts());
            response.addResults(toResult(replica.shardId(), result));
        }
        return response.build();
    }

    /** Waits until this replica is as fresh as the mode asks. */
    private static void awaitFreshness(ShardReplica replica, ReadMode mode, long deadlineNanos)
            throws InterruptedException, ExecutionException, TimeoutException {
        long sequence = 0;
        if (mode.getConsistency() == Consistency.CONSISTENCY_SESSION) {
            sequence = mode.getMinSequence();
        } else if (mode.getConsistency() != Consistency.CONSISTENCY_EVENTUAL) {
            long left = Math.max(0, deadlineNanos - System.nanoTime());
            sequence = replica.readIndex().get(left, TimeUnit.NANOSECONDS);
        }
        if (sequence > 0 && !replica.awaitApplied(sequence, deadlineNanos)) {
            throw new TimeoutException("sequence " + sequence + " was not applied here before the deadline, "
                    + replica.appliedSequence() + " is");
        }
    }

    private static void checkCount(String what, int count, int max) {
        var _ = Limits.checkRange(ErrorCode.BATCH_TOO_LARGE, what, count, 1, max);
    }

    private static ShardRow toRow(Row row, ByteString id, boolean withVector, boolean withPayload) {
        ShardRow.Builder out = ShardRow.newBuilder().setId(id).setVersion(row.version());
        if (withVector) {
            out.setVector(Vectors.toBytes(row.vector()));
        }
        if (withPayload) {
            out.setPayload(UnsafeByteOperations.unsafeWrap(row.payload()));
        }
        return out.build();
    }

    private ShardQueryResult toResult(long shardId, SearchResult result) {
        ShardQueryResult.Builder out = ShardQueryResult.newBuilder()
                .setFacts(ShardFacts.newBuilder()
                        .setShardId(shardId)
                        .setWorkerId(directory.workerId())
                        .setSequence(WireSequences.of(result.facts().sequence()))
                        .setBucketsScanned(result.facts().bucketsScanned())
                        .setBucketsTotal(result.facts().bucketsTotal())
                        .setRowsScanned(result.facts().rowsScanned())
                        .setBytesScanned(result.facts().bytesScanned())
                        .setStopReason(result.facts().stopReason().name())
                        .setEstimatedRecall(result.facts().estimatedRecall()));
        for (Hit hit : result.hits()) {
            out.addHits(toRow(hit));
        }
        return out.build();
    }

    private static ShardRow toRow(Hit hit) {
        ShardRow.Builder row = ShardRow.newBuilder()
                .setId(UnsafeByteOperations.unsafeWrap(hit.id()))
                .setScore(hit.score())
                .setVersion(hit.version());
        float @Nullable [] vector = hit.vector();
        if (vector != null) {
            row.setVector(Vectors.toBytes(vector));
        }
        byte @Nullable [] payload = hit.payload();
        if (payload != null) {
            row.setPayload(UnsafeByteOperations.unsafeWrap(payload));
        }
        return row.build();
    }

    @Override
    public void describeIndex(DescribeIndexRequest request, StreamObserver<DescribeIndexResponse> out) {
        if (out instanceof ServerCallStreamObserver<DescribeIndexResponse> call) {
            // with a handler, an answer to a caller who has gone is dropped instead of thrown back
            call.setOnCancelHandler(() -> {});
        }
        DescribeIndexResponse answer;
        try {
            ShardReplica replica = host.replica(request.getShardId());
            answer = views.get(replica, deadline -> describe(replica, deadline), deadlineNanos());
        } catch (Exception e) {
            out.onError(GrpcErrors.toGrpc(Failures.toVectron(e, request.getShardId())));
            return;
        }
        out.onNext(answer);
        out.onCompleted();
    }

    private DescribeIndexResponse describe(ShardReplica replica, long deadlineNanos) {
        long now = System.currentTimeMillis();
        try {
            return IndexViewMessage.of(
                    replica.shardId(),
                    directory.workerId(),
                    now,
                    replica.describe(DescribeLimits.defaults().withDeadlineNanos(deadlineNanos)));
        } catch (CancellationException late) {
            throw new CompletionException(new TimeoutException(late.getMessage()));
        } catch (IllegalStateException closed) {
            // a replica that was closed meanwhile does not run here any more
            var _ = host.replica(replica.shardId());
            throw closed;
        }
    }

    @Override
    public void workerStatus(WorkerStatusRequest request, StreamObserver<WorkerStatusResponse> out) {
        out.onNext(WorkerStatusResponse.newBuilder()
                .setWorkerId(directory.workerId())
                .setClusterId(directory.clusterId())
                .addAllReplicas(host.facts())
                .setThreads(ProcessFacts.threads())
                .setRssBytes(ProcessFacts.residentBytes())
                .build());
        out.onCompleted();
    }
}
