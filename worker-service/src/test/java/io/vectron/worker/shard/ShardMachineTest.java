package io.vectron.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.Drift;
import io.vectron.drift.DriftResources;
import io.vectron.drift.DriftResourcesSettings;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.OverloadedException;
import io.vectron.drift.StuckFlush;
import io.vectron.drift.WriteBatch;
import io.vectron.proto.internal.v1.WriteOp;
import io.vectron.worker.TestShards;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Committed entries over an engine whose flushes do not keep up: they wait, however often the engine refuses them. */
class ShardMachineTest {
    private static final int ROWS = 30;
    private static final long ENGINE_WAIT_MILLIS = 20;
    /** Each command fills a memtable; the fourth finds three of them waiting for their flush. */
    private static final long FIRST_REFUSED = 4;

    @TempDir
    Path directory;

    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final ExecutorService raft = Executors.newSingleThreadExecutor();
    private DriftResources resources;
    private StuckFlush disk;
    private ShardMachine machine;

    @BeforeEach
    void overload() throws Exception {
        resources = DriftResources.create(new DriftResourcesSettings(1 << 30, 1, null));
        disk = new StuckFlush(directory.resolve("neighbour"), resources);
        machine = open();
        for (long index = 1; index < FIRST_REFUSED; index++) {
            machine.apply(index, command(index));
        }
        assertThatThrownBy(() -> machine.read(drift -> {
                    drift.apply(FIRST_REFUSED, WriteBatch.EMPTY);
                    return drift;
                }))
                .as("the engine by itself")
                .isInstanceOf(OverloadedException.class);
    }

    @AfterEach
    void close() {
        raft.shutdownNow();
        disk.close();
        machine.close();
        resources.close();
    }

    private ShardMachine open() throws IOException {
        DriftSettings settings = DriftSettings.of(TestShards.DIMENSION, Metric.L2)
                .withMemtableBytesMax(1 << 10)
                .withBucketCapacity(16)
                .withApplyWaitMillisMax(ENGINE_WAIT_MILLIS);
        return ShardMachine.open(
                new ShardDirectory(directory.resolve("shard")), settings, resources, new ShardMachine.Listener() {
                    @Override
                    public void roleChanged() {}

                    @Override
                    public void failed(Throwable cause) {
                        failures.add(cause);
                    }
                });
    }

    private static ByteBuffer command(long index) {
        List<WriteOp> ops = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            ops.add(TestShards.upsert(100 * index + i, "x".repeat(100), (float) index, i, 0, 0));
        }
        List<byte[]> commands = ShardCommands.encode(ops, TestShards.DIMENSION, io.vectron.proto.v1.Metric.METRIC_L2);
        assertThat(commands).hasSize(1);
        return ByteBuffer.wrap(commands.getFirst()).asReadOnlyBuffer();
    }

    private void assertWaits(Future<?> call) {
        // a machine that gave up would do so after one wait of the engine
        assertThatThrownBy(() -> call.get(15 * ENGINE_WAIT_MILLIS, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThat(machine.read(Drift::appliedSequence)).isEqualTo(FIRST_REFUSED - 1);
    }

    @Test
    void committedCommandWaitsForTheEngineAndIsAppliedOnce() throws Exception {
        Future<?> applied = raft.submit(() -> machine.apply(FIRST_REFUSED, command(FIRST_REFUSED)));
        assertWaits(applied);

        disk.release();
        applied.get(30, TimeUnit.SECONDS);

        assertThat(machine.read(Drift::appliedSequence)).isEqualTo(FIRST_REFUSED);
        assertThat(machine.read(Drift::count)).isEqualTo(FIRST_REFUSED * ROWS);
        assertThat(failures).isEmpty();
    }

    @Test
    void advanceWaitsForTheEngineToo() throws Exception {
        Future<?> advanced = raft.submit(() -> machine.advance(FIRST_REFUSED + 5));
        assertWaits(advanced);

        disk.release();
        advanced.get(30, TimeUnit.SECONDS);

        assertThat(machine.read(Drift::appliedSequence)).isEqualTo(FIRST_REFUSED + 5);
        assertThat(machine.awaitApplied(FIRST_REFUSED + 5, System.nanoTime())).isTrue();
        assertThat(failures).isEmpty();
    }

    @Test
    void waitEndsWhenTheThreadIsInterruptedAndTheEntryIsAppliedByTheNextTry() throws Exception {
        Future<?> applied = raft.submit(() -> machine.apply(FIRST_REFUSED, command(FIRST_REFUSED)));
        assertWaits(applied);
        raft.shutdownNow();
        assertThatThrownBy(() -> applied.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(OverloadedException.class);
        assertThat(machine.read(Drift::appliedSequence)).isEqualTo(FIRST_REFUSED - 1);

        disk.release();
        var _ = machine.apply(FIRST_REFUSED, command(FIRST_REFUSED));
        assertThat(machine.read(Drift::count)).isEqualTo(FIRST_REFUSED * ROWS);
    }

    @Test
    void commandThatTheEngineHasAlreadyIsPassedOver() throws Exception {
        var _ = machine.apply(1, command(9));
        assertThat(machine.read(Drift::count)).isEqualTo((FIRST_REFUSED - 1) * ROWS);
    }
}
