package io.vectron.router.grpc;

import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.v1.BatchSearchRequest;
import io.vectron.proto.v1.BatchSearchResponse;
import io.vectron.proto.v1.DeleteRequest;
import io.vectron.proto.v1.GetRequest;
import io.vectron.proto.v1.GetResponse;
import io.vectron.proto.v1.Hit;
import io.vectron.proto.v1.PointsGrpc;
import io.vectron.proto.v1.SearchRequest;
import io.vectron.proto.v1.SearchResponse;
import io.vectron.proto.v1.UpsertRequest;
import io.vectron.proto.v1.WriteResponse;
import io.vectron.router.operations.Deadlines;
import io.vectron.router.operations.Freshness;
import io.vectron.router.operations.PointOperations;
import io.vectron.router.operations.SearchResult;
import io.vectron.router.operations.WriteReceipt;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** {@code vectron.v1.Points}. Safe for any thread. */
public final class PointsService extends PointsGrpc.PointsImplBase {
    /** One chunk of a streamed answer: well under the 4 MiB that gRPC clients take by default. */
    static final int CHUNK_BYTES = 1 << 20;

    private static final long READY_POLL_NANOS = Duration.ofMillis(1).toNanos();

    private final PointOperations points;

    public PointsService(PointOperations points) {
        this.points = points;
    }

    @Override
    public void upsert(UpsertRequest request, StreamObserver<WriteResponse> out) {
        Answers.one(
                out,
                () -> receipt(points.upsert(
                        Callers.current(),
                        request.getCollection(),
                        Messages.points(request),
                        deadline(request.getTimeoutMillis()))));
    }

    @Override
    public void delete(DeleteRequest request, StreamObserver<WriteResponse> out) {
        Answers.one(
                out,
                () -> receipt(points.delete(
                        Callers.current(),
                        request.getCollection(),
                        request.getIdsList(),
                        deadline(request.getTimeoutMillis()))));
    }

    @Override
    public void get(GetRequest request, StreamObserver<GetResponse> out) {
        Answers.one(out, () -> {
            GetResponse.Builder answer = GetResponse.newBuilder();
            points.get(
                            Callers.current(),
                            request.getCollection(),
                            wanted(request),
                            deadline(request.getTimeoutMillis()))
                    .forEach(row -> answer.addPoints(Messages.point(row)));
            return answer.build();
        });
    }

    @Override
    public void search(SearchRequest request, StreamObserver<SearchResponse> out) {
        Answers.one(out, () -> response(search(request, deadline(request.getTimeoutMillis()))));
    }

    @Override
    public void searchStream(SearchRequest request, StreamObserver<SearchResponse> out) {
        Answers.guarded(out, () -> {
            Deadline deadline = deadline(request.getTimeoutMillis());
            stream(search(request, deadline), (ServerCallStreamObserver<SearchResponse>) out, deadline);
        });
    }

    @Override
    public void batchSearch(BatchSearchRequest request, StreamObserver<BatchSearchResponse> out) {
        Answers.one(out, () -> {
            BatchSearchResponse.Builder answer = BatchSearchResponse.newBuilder();
            points.searchBatch(
                            Callers.current(),
                            request.getCollection(),
                            request.getSearchesList().stream()
                                    .map(Messages::query)
                                    .toList(),
                            Freshness.of(request.getConsistency(), request.getSessionToken()),
                            deadline(request.getTimeoutMillis()))
                    .forEach(result -> answer.addResults(response(result)));
            return answer.build();
        });
    }

    private static PointOperations.PointsWanted wanted(GetRequest request) {
        return new PointOperations.PointsWanted(
                request.getIdsList(),
                new PointOperations.Include(request.getWithVectors(), !request.getWithoutPayload()),
                Freshness.of(request.getConsistency(), request.getSessionToken()));
    }

    private SearchResult search(SearchRequest request, Deadline deadline) {
        return points.search(
                Callers.current(),
                request.getCollection(),
                Messages.query(request),
                Freshness.of(request.getConsistency(), request.getSessionToken()),
                deadline);
    }

    private static void stream(SearchResult result, ServerCallStreamObserver<SearchResponse> out, Deadline deadline) {
        SearchResponse.Builder chunk = SearchResponse.newBuilder();
        int bytes = 0;
        for (ShardRow row : result.hits()) {
            Hit hit = Messages.hit(row);
            if (bytes > 0 && bytes + hit.getSerializedSize() > CHUNK_BYTES) {
                awaitReady(out, deadline);
                out.onNext(chunk.build());
                chunk = SearchResponse.newBuilder();
                bytes = 0;
            }
            chunk.addHits(hit);
            bytes += hit.getSerializedSize();
        }
        awaitReady(out, deadline);
        out.onNext(chunk.setFacts(result.facts()).build());
    }

    /** Polls, because the callback that says so needs the thread that waits here. */
    private static void awaitReady(ServerCallStreamObserver<?> out, Deadline deadline) {
        while (!out.isReady() && !out.isCancelled()) {
            if (deadline.isExpired()) {
                throw new VectronException(
                        ErrorCode.DEADLINE_EXCEEDED, "the caller did not read its answer before the deadline");
            }
            LockSupport.parkNanos(READY_POLL_NANOS);
        }
    }

    private static SearchResponse response(SearchResult result) {
        SearchResponse.Builder answer = SearchResponse.newBuilder().setFacts(result.facts());
        result.hits().forEach(row -> answer.addHits(Messages.hit(row)));
        return answer.build();
    }

    private static WriteResponse receipt(WriteReceipt receipt) {
        return WriteResponse.newBuilder()
                .setWritten(receipt.written())
                .setSessionToken(receipt.token().encode())
                .build();
    }

    private static Deadline deadline(int timeoutMillis) {
        return Deadlines.of(Integer.toUnsignedLong(timeoutMillis));
    }
}
