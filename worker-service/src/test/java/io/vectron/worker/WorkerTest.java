package io.vectron.worker;

import static io.vectron.worker.TestShards.delete;
import static io.vectron.worker.TestShards.epoch;
import static io.vectron.worker.TestShards.id;
import static io.vectron.worker.TestShards.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.vectron.drift.StorageFullException;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.model.Vectors;
import io.vectron.proto.internal.v1.Assignment;
import io.vectron.proto.internal.v1.HeartbeatRequest;
import io.vectron.proto.internal.v1.ReadMode;
import io.vectron.proto.internal.v1.ReplicaRole;
import io.vectron.proto.internal.v1.ShardGetRequest;
import io.vectron.proto.internal.v1.ShardHeader;
import io.vectron.proto.internal.v1.ShardQuery;
import io.vectron.proto.internal.v1.ShardRow;
import io.vectron.proto.internal.v1.ShardSearchRequest;
import io.vectron.proto.internal.v1.ShardWriteRequest;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.proto.v1.Consistency;
import io.vectron.worker.hosting.ShardHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A whole worker over real Raft, disk and gRPC; only the placement driver is played by the test. */
class WorkerTest {
    /** Far more tries than an engine makes in a minute. */
    private static final int SEGMENTS_WITHOUT_ROOM = 100;

    private static final String SEGMENT_TEMP = "segment-%010d.drift.tmp";

    @TempDir
    Path data;

    private FakePlacement placement;
    private RunningWorker.Place place;

    @BeforeEach
    void prepare() throws IOException {
        placement = new FakePlacement();
        place = new RunningWorker.Place(data);
    }

    @AfterEach
    void stop() {
        placement.close();
    }

    private RunningWorker start(String... more) {
        return RunningWorker.start(place, placement, more);
    }

    private Assignment assignment(long shardId) {
        return TestShards.assignment(shardId, place.raftAddress());
    }

    private static ShardHeader header(long shardId) {
        return ShardHeader.newBuilder().setShardId(shardId).setEpoch(epoch(1)).build();
    }

    private static long write(RunningWorker worker, long shardId, WriteOp... ops) {
        return worker.shards()
                .write(ShardWriteRequest.newBuilder()
                        .setShard(header(shardId))
                        .addAllOps(List.of(ops))
                        .build())
                .getSequence();
    }

    private static List<ShardRow> get(RunningWorker worker, long shardId, Consistency consistency, long... ids) {
        ShardGetRequest.Builder request = ShardGetRequest.newBuilder()
                .setShard(header(shardId))
                .setMode(ReadMode.newBuilder().setConsistency(consistency))
                .setWithVectors(true)
                .setWithPayload(true);
        for (long id : ids) {
            request.addIds(id(id));
        }
        return worker.shards().get(request.build()).getRowsList();
    }

    private void awaitLeader(long... shardIds) throws InterruptedException {
        for (long shardId : shardIds) {
            Await.until("leader of shard " + shardId, () -> {
                HeartbeatRequest beat = placement.lastHeartbeat.get();
                return beat != null
                        && beat.getReplicasList().stream()
                                .anyMatch(r ->
                                        r.getShardId() == shardId && r.getRole() == ReplicaRole.REPLICA_ROLE_LEADER);
            });
        }
    }

    private static void assertCode(ErrorCode code, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        e -> assertThat(GrpcErrors.fromGrpc(e).map(VectronException::code))
                                .as(e.toString())
                                .contains(code));
    }

    @Test
    void assignedShardTakesWritesAndAnswersReads() throws Exception {
        placement.assign(List.of(assignment(7)));
        try (RunningWorker worker = start()) {
            awaitLeader(7);
            write(worker, 7, upsert(1, 1, 0, 0, 0), upsert(2, 0, 1, 0, 0), upsert(3, 0, 0, 1, 0));
            long sequence = write(worker, 7, delete(3));

            ShardSearchRequest search = ShardSearchRequest.newBuilder()
                    .setShard(header(7))
                    .setMode(ReadMode.newBuilder()
                            .setConsistency(Consistency.CONSISTENCY_SESSION)
                            .setMinSequence(sequence))
                    .addQueries(ShardQuery.newBuilder()
                            .setVector(Vectors.toBytes(new float[] {0, 1, 0.1f, 0}))
                            .setK(10)
                            .setRecall(1)
                            .setWithPayload(true))
                    .build();
            List<ShardRow> hits = worker.shards().search(search).getResults(0).getHitsList();
            assertThat(hits.stream().map(ShardRow::getId)).containsExactly(id(2), id(1));
            assertThat(hits.getFirst().getPayload().toStringUtf8()).isEqualTo("{\"n\":2}");
            assertThat(get(worker, 7, Consistency.CONSISTENCY_STRONG, 1, 3))
                    .singleElement()
                    .satisfies(row ->
                            assertThat(Vectors.fromBytes(row.getVector())).containsExactly(1, 0, 0, 0));
        }
    }

    @Test
    void wrongShardEpochAndContentAreRefusedByCode() throws Exception {
        placement.assign(List.of(assignment(7)));
        try (RunningWorker worker = start()) {
            awaitLeader(7);
            assertCode(ErrorCode.SHARD_NOT_FOUND, () -> write(worker, 8, upsert(1, 1, 0, 0, 0)));
            assertCode(ErrorCode.DIMENSION_MISMATCH, () -> write(worker, 7, upsert(1, 1, 0)));
            assertCode(ErrorCode.NON_FINITE_VECTOR, () -> write(worker, 7, upsert(1, 1, 0, Float.NaN, 0)));
            assertCode(ErrorCode.BATCH_TOO_LARGE, () -> write(worker, 7));
            WriteOp deleteWithVector =
                    upsert(1, 1, 0, 0, 0).toBuilder().setDelete(true).build();
            assertCode(ErrorCode.INVALID_REQUEST, () -> write(worker, 7, deleteWithVector));
            ShardHeader stale = header(7).toBuilder().setEpoch(epoch(2)).build();
            assertCode(
                    ErrorCode.STALE_EPOCH,
                    () -> worker.shards()
                            .write(ShardWriteRequest.newBuilder()
                                    .setShard(stale)
                                    .addOps(upsert(1, 1, 0, 0, 0))
                                    .build()));
            assertThat(get(worker, 7, Consistency.CONSISTENCY_STRONG, 1)).isEmpty();
        }
    }

    @Test
    void restartedWorkerServesWithoutThePlacementDriver() throws Exception {
        placement.assign(List.of(assignment(7)));
        try (RunningWorker worker = start()) {
            awaitLeader(7);
            write(worker, 7, upsert(1, 1, 0, 0, 0));
        }
        placement.close();
        try (RunningWorker worker = start()) {
            Await.until("answer", () -> {
                try {
                    return get(worker, 7, Consistency.CONSISTENCY_STRONG, 1).size() == 1;
                } catch (StatusRuntimeException e) {
                    return false;
                }
            });
        }
    }

    @Test
    void shardThatIsNoLongerAssignedIsDeleted() throws Exception {
        placement.assign(List.of(assignment(7), assignment(8)));
        try (RunningWorker worker = start()) {
            awaitLeader(7, 8);
            write(worker, 7, upsert(1, 1, 0, 0, 0));
            assertThat(data.resolve("films/7")).isDirectory();
            placement.assign(List.of(assignment(8)));
            Await.until("deletion", () -> !Files.exists(data.resolve("films/7")));
            assertThat(data.resolve("films/8")).isDirectory();
            assertCode(ErrorCode.SHARD_NOT_FOUND, () -> write(worker, 7, upsert(1, 1, 0, 0, 0)));
        }
    }

    @Test
    void largeBatchIsCutIntoSeveralCommandsAndAppliedWhole() throws Exception {
        Assignment wide = assignment(9).toBuilder().setDimension(1024).build();
        placement.assign(List.of(wide));
        try (RunningWorker worker = start()) {
            awaitLeader(9);
            WriteOp[] ops = new WriteOp[500];
            for (int i = 0; i < ops.length; i++) {
                float[] vector = new float[1024];
                vector[i] = 1;
                ops[i] = upsert(i, vector);
            }
            write(worker, 9, ops);
            assertThat(get(worker, 9, Consistency.CONSISTENCY_STRONG, 0, 250, 499))
                    .hasSize(3);
        }
    }

    @Test
    void snapshotsCutTheLogAndARestartKeepsEverything() throws Exception {
        placement.assign(List.of(assignment(7)));
        int writes = 350;
        try (RunningWorker worker = start("--vectron.worker.snapshot-log-entries=100")) {
            awaitLeader(7);
            for (int i = 0; i < writes; i++) {
                write(worker, 7, upsert(i, i, 1, 0, 0));
            }
            Await.until("snapshot", () -> {
                try (java.util.stream.Stream<Path> snapshots = Files.list(data.resolve("films/7/snapshots"))) {
                    return snapshots.anyMatch(s -> s.getFileName().toString().startsWith("snapshot_"));
                } catch (IOException e) {
                    return false;
                }
            });
            write(worker, 7, upsert(writes, writes, 1, 0, 0));
        }
        try (RunningWorker worker = start()) {
            Await.until("answer", () -> {
                try {
                    return get(worker, 7, Consistency.CONSISTENCY_STRONG, 0, 1, writes / 2, writes)
                                    .size()
                            == 4;
                } catch (StatusRuntimeException e) {
                    return false;
                }
            });
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void leaderWithAFullDiskRefusesWritesByCodeAndAnswersReadsUntilThereIsRoom() throws Exception {
        placement.assign(List.of(assignment(7)));
        try (RunningWorker worker = start()) {
            awaitLeader(7);
            write(worker, 7, upsert(1, 1, 0, 0, 0));
            Path engine = data.resolve("films/7/engine");
            fill(engine);
            assertThatThrownBy(worker.context().getBean(ShardHost.class).replica(7)::flush)
                    .isInstanceOf(StorageFullException.class);

            assertCode(ErrorCode.STORAGE_FULL, () -> write(worker, 7, upsert(2, 0, 1, 0, 0)));
            assertThat(get(worker, 7, Consistency.CONSISTENCY_STRONG, 1, 2)).hasSize(1);
            awaitLeader(7);

            makeRoom(engine);
            Await.until("a write is taken", () -> {
                try {
                    return write(worker, 7, upsert(2, 0, 1, 0, 0)) > 0;
                } catch (StatusRuntimeException full) {
                    return false;
                }
            });
            assertThat(get(worker, 7, Consistency.CONSISTENCY_STRONG, 1, 2)).hasSize(2);
        }
    }

    /** Whatever becomes a segment finds the system's own full device under its name. */
    private static void fill(Path engine) throws IOException {
        for (int number = 1; number <= SEGMENTS_WITHOUT_ROOM; number++) {
            Files.createSymbolicLink(
                    engine.resolve(String.format(Locale.ROOT, SEGMENT_TEMP, number)), Path.of("/dev/full"));
        }
    }

    private static void makeRoom(Path engine) throws IOException {
        for (int number = 1; number <= SEGMENTS_WITHOUT_ROOM; number++) {
            Files.deleteIfExists(engine.resolve(String.format(Locale.ROOT, SEGMENT_TEMP, number)));
        }
    }

    @Test
    void workerThatWasRemovedStops() throws Exception {
        RunningWorker worker = start();
        placement.refuse(ErrorCode.WORKER_REMOVED);
        Await.until("stop", () -> !worker.context().isActive());
        worker.close();
    }

    @Test
    void foreignOrDamagedDataDirectoryStopsTheStartAndIsNamed() throws Exception {
        Files.writeString(data.resolve("holiday.jpg"), "x");
        assertThatThrownBy(this::start).hasStackTraceContaining("holiday.jpg");
        Files.delete(data.resolve("holiday.jpg"));

        placement.assign(List.of(assignment(7)));
        try (RunningWorker worker = start()) {
            awaitLeader(7);
            write(worker, 7, upsert(1, 1, 0, 0, 0));
        }
        Path file = data.resolve("films/7/ASSIGNMENT");
        byte[] bytes = Files.readAllBytes(file);
        bytes[20] ^= 1;
        Files.write(file, bytes);
        assertThatThrownBy(this::start).hasStackTraceContaining("films/7/ASSIGNMENT is damaged");
        bytes[20] ^= 1;
        Files.write(file, bytes);

        Files.writeString(data.resolve(".identity"), "something else\n");
        assertThatThrownBy(this::start).hasStackTraceContaining(".identity is no identity of a worker");
    }

    @Test
    void secondWorkerOnTheSameDirectoryIsRefused() throws Exception {
        try (RunningWorker worker = start()) {
            assertThat(worker.context().isActive()).isTrue();
            place = new RunningWorker.Place(data);
            assertThatThrownBy(this::start).hasStackTraceContaining(".lock is locked");
        }
    }

    @Test
    void unknownOrOutOfRangeSettingStopsTheStart() {
        assertThatThrownBy(() -> start("--vectron.worker.no-such-key=1")).hasStackTraceContaining("no-such-key");
        assertThatThrownBy(() -> start("--vectron.worker.heartbeat-interval=1h"))
                .hasStackTraceContaining("heartbeat-interval");
    }
}
