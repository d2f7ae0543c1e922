package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.engine.Engine;
import io.vectron.drift.storage.FaultPoint;
import io.vectron.drift.storage.MemoryStorage;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The lives of one engine whose power is cut again and again: each opens, is compared with the model, takes upserts, deletes
 * and re-insertions of a few ids, flushes, compacts and copies itself, until the power goes.
 */
final class PowerCutProgram {
    private static final DriftSettings SETTINGS = DriftSettings.of(6, Metric.L2)
            .withBucketCapacity(16)
            .withSegmentCountMax(2)
            .withMemtableBytesMax(16 << 10);
    private static final int STEPS_MAX = 70;

    private final Random random;
    private final Engine.LogKeeper keeper;
    private final DriftResources resources;
    private final Data data;
    private final Model model = new Model(SETTINGS);
    private final Set<String> ids = new HashSet<>();
    private MemoryStorage disk = MemoryStorage.empty();
    private long submitted = Drift.NO_SEQUENCE;
    /** What has to be there after a cut: acknowledged by the engine's log, or seen to be in its segments. */
    private long promised = Drift.NO_SEQUENCE;

    /** What became of one life. */
    record Life(@Nullable FaultPoint cutAt, boolean isCutInRecovery, boolean isCut) {}

    PowerCutProgram(Random random, Engine.LogKeeper keeper, DriftResources resources) {
        this.random = random;
        this.keeper = keeper;
        this.resources = resources;
        this.data = new Data(random.nextLong(), SETTINGS.dimension(), 4, 0.5);
    }

    MemoryStorage disk() {
        return disk;
    }

    Random random() {
        return random;
    }

    /** One life, and what the cut leaves of it. */
    Life live(PowerCut cut) {
        boolean isOpen = false;
        MemoryStorage used = disk;
        try (Drift drift = Drift.open(disk, SETTINGS, resources, cut, keeper)) {
            isOpen = true;
            recover(drift, cut);
            for (int steps = random.nextInt(STEPS_MAX); steps > 0 && !cut.isCut(); steps--) {
                step(drift, cut);
            }
        } catch (RuntimeException end) {
            if (!cut.isCut()) {
                throw end;
            }
        }
        boolean isCut = cut.isCut();
        disk = cut.remains();
        assertThat(used.openFiles()).as("files left open").isZero();
        return new Life(cut.reached(), isCut && !isOpen, isCut);
    }

    /** Opens a last time, without a cut. */
    Audit check() {
        try (Drift drift = Drift.open(disk, SETTINGS, resources, point -> {}, keeper)) {
            Audit audit = recovered(drift);
            if (audit.isClean()) {
                catchUp(drift);
                model.checkSame(drift);
                drift.flush();
                drift.compactNow();
                drift.checkInvariants();
                model.checkSame(drift);
                promised = submitted;
            }
            return audit;
        }
    }

    private void recover(Drift drift, PowerCut cut) {
        Audit audit = recovered(drift);
        if (!audit.isClean()) {
            throw new Mismatch(audit);
        }
        catchUp(drift);
        if (!cut.isCut()) {
            model.checkSame(drift);
        }
    }

    /** Rows that came back wrong. */
    static final class Mismatch extends AssertionError {
        private static final long serialVersionUID = 1L;
        private final transient Audit audit;

        Mismatch(Audit audit) {
            super("lost " + audit.lost() + ", resurrected " + audit.resurrected());
            this.audit = audit;
        }

        Audit audit() {
            return audit;
        }
    }

    /** The state just after opening must be that after one of the batches: none that was promised is missing. */
    private Audit recovered(Drift drift) {
        long reached = keeper == Engine.LogKeeper.ENGINE ? drift.appliedSequence() : drift.durableSequence();
        assertThat(reached).as("sequence recovered").isBetween(promised, submitted);
        if (keeper == Engine.LogKeeper.CALLER) {
            return Audit.of(drift, model.at(reached), ids);
        }
        model.cutAfter(reached);
        submitted = reached;
        promised = reached;
        return Audit.of(drift, model, ids);
    }

    /** The caller's log is whole: it is not what is tested here. */
    private void catchUp(Drift drift) {
        if (keeper == Engine.LogKeeper.CALLER) {
            model.after(drift.durableSequence()).forEach(drift::apply);
        }
    }

    private void step(Drift drift, PowerCut cut) {
        switch (random.nextInt(24)) {
            case 0, 1 -> drift.flush();
            case 2 -> drift.compactNow();
            case 3 -> copy(drift);
            default -> write(drift, cut);
        }
        long durable = drift.durableSequence();
        if (!cut.isCut()) {
            promised = Math.max(promised, durable);
        }
    }

    private void write(Drift drift, PowerCut cut) {
        WriteBatch batch = data.batch(random);
        batch.ops().forEach(op -> ids.add(Model.key(op.id())));
        submitted++;
        // Before the call: a batch whose write fails may be there nevertheless.
        model.apply(submitted, batch);
        if (keeper == Engine.LogKeeper.CALLER) {
            drift.apply(submitted, batch);
        } else {
            long sequence = drift.write(batch);
            if (!cut.isCut()) {
                assertThat(sequence).isEqualTo(submitted);
                promised = sequence;
            }
        }
    }

    /** A copy is whole, and opens without the log. */
    private void copy(Drift drift) {
        MemoryStorage target = MemoryStorage.empty("copy");
        Checkpoint copy = drift.checkpoint(target);
        try (Drift opened = Drift.open(target, SETTINGS, resources, point -> {}, Engine.LogKeeper.CALLER)) {
            assertThat(opened.durableSequence()).isEqualTo(copy.sequence());
            model.at(copy.sequence()).checkSame(opened);
        }
    }
}
