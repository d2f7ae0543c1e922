package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * One program on a storage that fails: opens, writes, flushes, compacts, copies. It goes on after every refusal and keeps the
 * model in step with what the exceptions say has happened.
 */
final class FaultProgram implements AutoCloseable {
    private static final DriftSettings SETTINGS = DriftSettings.of(4, Metric.L2)
            .withBucketCapacity(16)
            .withSegmentCountMax(1)
            .withMemtableBytesMax(8 << 10)
            .withApplyWaitMillisMax(5);
    private static final int BATCHES = 8;
    private static final int BATCHES_PER_FLUSH = 4;

    private final MemoryStorage disk;
    private final Engine.LogKeeper keeper;
    private final DriftResources resources;
    private final Data data = new Data(5, SETTINGS.dimension(), 3, 0.5);
    private final Random random = new Random(11);
    private final Model model = new Model(SETTINGS);
    private final List<DriftException> refusals = new ArrayList<>();
    private @Nullable Drift drift;
    private long applied = Drift.NO_SEQUENCE;
    /** A batch whose write failed by a failure that is no refusal: it may be there, whole, or not. */
    private @Nullable WriteBatch inDoubt;

    FaultProgram(MemoryStorage disk, Engine.LogKeeper keeper, DriftResources resources) {
        this.disk = disk;
        this.keeper = keeper;
        this.resources = resources;
    }

    /** What was refused, in order. */
    List<DriftException> refusals() {
        return refusals;
    }

    boolean isOpen() {
        return drift != null;
    }

    Drift drift() {
        Drift open = drift;
        if (open == null) {
            throw new IllegalStateException("could not be opened: " + refusals);
        }
        return open;
    }

    WriteAvailability availability() {
        return drift().stats().writes().availability();
    }

    /** Opens, if storage allows it. */
    void open() {
        attempt(() -> drift = Drift.open(disk, SETTINGS, resources, FaultHook.NONE, keeper));
    }

    /** All of the program, each step whether or not those before it were refused. */
    void run() {
        for (int i = 1; i <= BATCHES; i++) {
            write();
            if (i % BATCHES_PER_FLUSH == 0) {
                attempt(() -> drift().flush());
                attempt(() -> drift().compactNow());
                checkReads();
            }
        }
        attempt(() -> drift().checkpoint(MemoryStorage.empty("copy")));
        // Nothing is left to the background that could still fail, or stop the engine, later.
        attempt(() -> drift().flush());
        attempt(() -> drift().compactNow());
        checkReads();
    }

    private boolean attempt(Runnable step) {
        try {
            step.run();
            return true;
        } catch (StorageFullException | StorageFailedException refusal) {
            refusals.add(refusal);
            return false;
        }
    }

    /** One batch; the model takes it when the engine has. */
    void write() {
        WriteBatch batch = data.batch(random);
        long sequence = applied + 1;
        try {
            submit(sequence, batch);
            model.apply(sequence, batch);
            applied = sequence;
        } catch (StorageFullException full) {
            refusals.add(full);
            assertThat(drift().appliedSequence()).as("a batch that was refused").isEqualTo(applied);
        } catch (StorageFailedException failed) {
            refusals.add(failed);
            if (inDoubt == null) {
                inDoubt = batch;
            }
        }
    }

    private void submit(long sequence, WriteBatch batch) {
        while (true) {
            try {
                if (keeper == Engine.LogKeeper.ENGINE) {
                    assertThat(drift().write(batch)).isEqualTo(sequence);
                } else {
                    drift().apply(sequence, batch);
                }
                return;
            } catch (OverloadedException busy) {
                // This machine is: the flush is still under way.
                Thread.onSpinWait();
            }
        }
    }

    /** Reads answer as the model says, with the batch in doubt or without it. */
    void checkReads() {
        Model expected = expected(drift().appliedSequence());
        expected.checkSame(drift());
        drift().checkInvariants();
    }

    private Model expected(long sequence) {
        WriteBatch doubtful = inDoubt;
        if (doubtful == null || sequence == applied) {
            assertThat(sequence).isEqualTo(applied);
            return model;
        }
        assertThat(sequence).as("sequence with the batch in doubt").isEqualTo(applied + 1);
        Model with = model.at(applied);
        with.apply(sequence, doubtful);
        return with;
    }

    /** The engine has stopped: it says so, refuses by its code, and leaves storage alone. */
    void checkStopped() {
        assertThat(drift().stats().writes().cause()).isNotEmpty();
        int calls = disk.faults().count();
        for (Runnable refused : List.<Runnable>of(
                () -> drift().flush(), () -> drift().compactNow(), () -> drift().checkpoint(MemoryStorage.empty()))) {
            assertThatThrownBy(refused::run).isInstanceOf(StorageFailedException.class);
        }
        int before = refusals.size();
        write();
        assertThat(refusals).hasSize(before + 1);
        assertThat(refusals.getLast()).isInstanceOf(StorageFailedException.class);
        assertThat(disk.faults().count()).as("calls to storage").isEqualTo(calls);
    }

    /** There is room again: nothing is refused any more. */
    void checkGoesOn() {
        drift().flush();
        int before = refusals.size();
        run();
        assertThat(refusals).as("refused although there is room").hasSize(before);
        assertThat(drift().stats().writes()).isEqualTo(WriteStatus.OPEN);
    }

    /** Opens what is left, of this storage or of another that a power cut made of it: nothing acknowledged is missing. */
    void checkReopened(MemoryStorage left) {
        try (Drift again = Drift.open(left, SETTINGS, resources, FaultHook.NONE, keeper)) {
            if (keeper == Engine.LogKeeper.CALLER) {
                model.at(again.durableSequence()).checkSame(again);
                model.after(again.durableSequence()).forEach(again::apply);
                model.checkSame(again);
            } else {
                expected(again.appliedSequence()).checkSame(again);
            }
            again.flush();
            again.compactNow();
            again.checkInvariants();
        }
        assertThat(left.openFiles()).as("files left open").isZero();
    }

    @Override
    public void close() {
        if (drift != null) {
            drift.close();
        }
        assertThat(disk.openFiles()).as("files left open").isZero();
    }
}
