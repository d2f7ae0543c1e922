package io.vectron.drift.slot;

import io.vectron.drift.Interleavings;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * One writer and readers without locks, by the protocol of the engine: a reader sees, of every slot, the copy of the state
 * that it has entered for.
 */
@Tag("property")
@Param(name = "slot", gen = IntGen.class, conf = "0:1")
public class SlotTableLincheckTest {
    private final SlotTable slots = new SlotTable();
    private final Epochs epochs = new Epochs();
    private volatile long applied;

    public SlotTableLincheckTest() {
        for (int slot = 0; slot < 2; slot++) {
            slots.write(slots.take(), 1, null);
            // So that no deletion gives the slot away.
            slots.addCopy(slot);
        }
        applied = 1;
    }

    @Operation(nonParallelGroup = "writer")
    public void write(@Param(name = "slot") int slot) {
        SlotTable.Superseded superseded = slots.newSuperseded();
        long sequence = applied + 1;
        slots.write(slot, sequence, slots.deletedAt(slot) < 0 ? superseded : null);
        publish(sequence, superseded);
    }

    @Operation(nonParallelGroup = "writer")
    public boolean delete(@Param(name = "slot") int slot) {
        if (slots.deletedAt(slot) >= 0) {
            return false;
        }
        SlotTable.Superseded superseded = slots.newSuperseded();
        long sequence = applied + 1;
        slots.delete(slot, sequence, superseded);
        publish(sequence, superseded);
        return true;
    }

    private void publish(long sequence, SlotTable.Superseded superseded) {
        applied = sequence;
        var _ = epochs.advance();
        epochs.retire(superseded);
        epochs.reclaim();
    }

    /** The state that is seen, and the versions of both slots that live in it. */
    @Operation
    public String read() {
        try (Epochs.Stay _ = epochs.enter()) {
            long snapshot = applied;
            StringBuilder seen = new StringBuilder();
            for (int slot = 0; slot < 2; slot++) {
                for (long version = 1; version <= snapshot; version++) {
                    if (slots.isLive(slot, version, snapshot)) {
                        seen.append(slot).append('@').append(version).append(' ');
                    }
                }
            }
            return seen.append("of ").append(snapshot).toString();
        }
    }

    /** What Lincheck compares with: one version per slot, 0 for a deleted one. */
    public static final class Twin {
        private final long[] versions = {1, 1};
        private long applied = 1;

        public void write(int slot) {
            versions[slot] = ++applied;
        }

        public boolean delete(int slot) {
            if (versions[slot] == 0) {
                return false;
            }
            applied++;
            versions[slot] = 0;
            return true;
        }

        public String read() {
            StringBuilder seen = new StringBuilder();
            for (int slot = 0; slot < versions.length; slot++) {
                if (versions[slot] > 0) {
                    seen.append(slot).append('@').append(versions[slot]).append(' ');
                }
            }
            return seen.append("of ").append(applied).toString();
        }
    }

    @Test
    void readerSeesTheCopiesOfOneState() {
        Interleavings.of(SlotTableLincheckTest.class, Twin.class)
                .scenario("", "write 0", "read")
                .scenario("", "delete 0; write 0", "read; read")
                .check();
    }
}
