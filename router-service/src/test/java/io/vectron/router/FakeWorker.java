package io.vectron.router;

import com.google.protobuf.ByteString;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.model.Scores;
import io.vectron.model.Vectors;
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
import io.vectron.proto.internal.v1.Worker;
import io.vectron.proto.internal.v1.WorkerState;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.proto.v1.Metric;
import io.vectron.proto.v1.ShardFacts;
import io.vectron.request.RequestId;
import io.vectron.request.RequestIdServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.MDC;

/**
 * A worker over rows that all workers of a test share, as if replication were instant. It searches by brute force under
 * L2, and fails as its {@code before} hooks say.
 */
final class FakeWorker extends ShardsGrpc.ShardsImplBase implements AutoCloseable {
    final String id;
    final List<ShardWriteRequest> writes = new CopyOnWriteArrayList<>();
    final List<ShardGetRequest> gets = new CopyOnWriteArrayList<>();
    final List<ShardSearchRequest> searches = new CopyOnWriteArrayList<>();
    /** What the log lines of each search would name. */
    final List<String> loggedIds = new CopyOnWriteArrayList<>();

    volatile Consumer<ShardHeader> beforeWrite = header -> {};
    volatile Consumer<ShardHeader> beforeRead = header -> {};
    private final Rows rows;
    private final int port;
    private Server server;

    /** The rows of all shards. */
    static final class Rows {
        final Map<Long, Map<ByteString, WriteOp>> shards = new ConcurrentHashMap<>();
        final AtomicLong sequence = new AtomicLong();

        Map<ByteString, WriteOp> of(long shardId) {
            return shards.computeIfAbsent(
                    shardId, shard -> new ConcurrentSkipListMap<>(ByteString.unsignedLexicographicalComparator()));
        }
    }

    FakeWorker(String id, Rows rows) throws IOException {
        this.id = id;
        this.rows = rows;
        this.server = start(0);
        this.port = server.getPort();
    }

    private Server start(int onPort) throws IOException {
        return NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), onPort))
                .maxInboundMessageSize(64 << 20)
                .addService(this)
                .intercept(RequestIdServer.inner())
                .build()
                .start();
    }

    Worker worker() {
        return Worker.newBuilder()
                .setId(id)
                .setAddress("127.0.0.1:" + port)
                .setRaftAddress("raft-of-" + id + ":1")
                .setState(WorkerState.WORKER_STATE_READY)
                .build();
    }

    void stop() throws InterruptedException {
        server.shutdownNow();
        server.awaitTermination();
    }

    void startAgain() throws IOException {
        server = start(port);
    }

    static void refuse(ErrorCode code, String... values) {
        Map<String, String> map = new java.util.HashMap<>();
        for (int i = 0; i < values.length; i += 2) {
            map.put(values[i], values[i + 1]);
        }
        throw new VectronException(code, "refused by a test", map);
    }

    @Override
    public void write(ShardWriteRequest request, StreamObserver<ShardWriteResponse> out) {
        writes.add(request);
        answer(out, () -> {
            beforeWrite.accept(request.getShard());
            Map<ByteString, WriteOp> shard = rows.of(request.getShard().getShardId());
            for (WriteOp op : request.getOpsList()) {
                if (op.getDelete()) {
                    shard.remove(op.getId());
                } else {
                    shard.put(op.getId(), op);
                }
            }
            return ShardWriteResponse.newBuilder()
                    .setSequence(rows.sequence.incrementAndGet())
                    .build();
        });
    }

    @Override
    public void get(ShardGetRequest request, StreamObserver<ShardGetResponse> out) {
        gets.add(request);
        answer(out, () -> {
            beforeRead.accept(request.getShard());
            ShardGetResponse.Builder answer = ShardGetResponse.newBuilder();
            Map<ByteString, WriteOp> shard = rows.of(request.getShard().getShardId());
            for (ByteString pointId : request.getIdsList()) {
                WriteOp op = shard.get(pointId);
                if (op != null) {
                    answer.addRows(row(op, 0, request.getWithVectors(), request.getWithPayload()));
                }
            }
            return answer.build();
        });
    }

    @Override
    public void search(ShardSearchRequest request, StreamObserver<ShardSearchResponse> out) {
        searches.add(request);
        loggedIds.add(String.valueOf(MDC.get(RequestId.MDC_KEY)));
        answer(out, () -> {
            beforeRead.accept(request.getShard());
            ShardSearchResponse.Builder answer = ShardSearchResponse.newBuilder();
            for (ShardQuery query : request.getQueriesList()) {
                answer.addResults(ShardQueryResult.newBuilder()
                        .addAllHits(bruteForce(rows.of(request.getShard().getShardId()), query))
                        .setFacts(ShardFacts.newBuilder()
                                .setShardId(request.getShard().getShardId())
                                .setWorkerId(id)
                                .setStopReason("EXHAUSTED")));
            }
            return answer.build();
        });
    }

    static List<ShardRow> bruteForce(Map<ByteString, WriteOp> shard, ShardQuery query) {
        float[] wanted = Vectors.fromBytes(query.getVector());
        return shard.values().stream()
                .map(op -> row(
                        op,
                        distance(wanted, Vectors.fromBytes(op.getVector())),
                        query.getWithVectors(),
                        query.getWithPayload()))
                .sorted(best())
                .limit(query.getK())
                .toList();
    }

    static Comparator<ShardRow> best() {
        return (a, b) -> Scores.compare(Metric.METRIC_L2, a.getScore(), a.getId(), b.getScore(), b.getId());
    }

    private static float distance(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) (a[i] - b[i]) * (a[i] - b[i]);
        }
        return (float) Math.sqrt(sum);
    }

    private static ShardRow row(WriteOp op, float score, boolean withVector, boolean withPayload) {
        ShardRow.Builder row = ShardRow.newBuilder().setId(op.getId()).setScore(score);
        if (withVector) {
            row.setVector(op.getVector());
        }
        if (withPayload) {
            row.setPayload(op.getPayload());
        }
        return row.build();
    }

    private static <T> void answer(StreamObserver<T> out, Supplier<T> work) {
        try {
            out.onNext(work.get());
            out.onCompleted();
        } catch (RuntimeException e) {
            out.onError(GrpcErrors.toGrpc(e));
        }
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
