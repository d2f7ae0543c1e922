package io.vectron.drift.slot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SlotTableTest {
    private final SlotTable slots = new SlotTable();

    private int written(long version) {
        int slot = slots.take();
        slots.write(slot, version, null);
        return slot;
    }

    @Test
    void readerOfThePastSeesTheCopyOfItsTime() {
        int slot = written(5);
        SlotTable.Superseded superseded = slots.newSuperseded();
        slots.write(slot, 9, superseded);

        assertThat(slots.isLive(slot, 5, 8)).isTrue();
        assertThat(slots.isLive(slot, 9, 8)).isFalse();
        assertThat(slots.isLive(slot, 5, 9)).isFalse();
        assertThat(slots.isLive(slot, 9, 9)).isTrue();

        superseded.run();
        assertThat(slots.historySize()).isZero();
        assertThat(slots.isLive(slot, 5, 8)).as("nobody may ask any more").isFalse();
    }

    @Test
    void deletedRowIsDeadForReadersThatComeAfter() {
        int slot = written(5);
        slots.delete(slot, 7, slots.newSuperseded());
        assertThat(slots.isLive(slot, 5, 6)).isTrue();
        assertThat(slots.isLive(slot, 5, 7)).isFalse();
        assertThat(slots.live()).isZero();
        assertThatThrownBy(() -> slots.delete(slot, 8, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("deleted twice");
    }

    @Test
    void versionsOfASlotOnlyGrow() {
        int slot = written(5);
        assertThatThrownBy(() -> slots.write(slot, 5, null))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("version 5");
    }

    @Test
    void slotIsGivenOutAgainWhenItsLastCopyIsGone() {
        int slot = written(1);
        slots.addCopy(slot);
        slots.delete(slot, 2, null);
        assertThat(slots.take()).isNotEqualTo(slot);
        slots.removeCopy(slot);
        assertThat(slots.take()).as("one copy is left").isNotEqualTo(slot);
        slots.removeCopy(slot);
        assertThat(slots.take()).isEqualTo(slot);
        slots.checkInvariants();
    }

    @Test
    void copyThatDiedAfterTheDurableStateIsStillNeeded() {
        int slot = written(5);
        slots.write(slot, 9, null);
        assertThat(slots.isDeadAt(slot, 5, 8)).isFalse();
        assertThat(slots.isDeadAt(slot, 5, 9)).isTrue();
        assertThat(slots.isDeadAt(slot, 9, 9)).isFalse();
    }

    @Test
    void newestOfCopiesAndTombstonesCountsAfterRecovery() {
        slots.recoverCopy(3, 10);
        slots.recoverCopy(3, 4);
        slots.recoverCopy(5, 2);
        slots.recoverTombstone(5, 6);
        slots.recoverTombstone(7, 6);
        slots.recoverCopy(7, 8);
        slots.recovered();
        assertThat(slots.live()).isEqualTo(2);
        assertThat(slots.isCurrent(3, 10)).isTrue();
        assertThat(slots.isCurrent(3, 4)).isFalse();
        assertThat(slots.isCurrent(5, 2)).isFalse();
        assertThat(slots.deletedAt(5)).isEqualTo(6);
        assertThat(slots.isCurrent(7, 8)).isTrue();
        assertThat(slots.take()).as("5 still has a copy").isIn(0, 1, 2, 4, 6);
        slots.checkInvariants();
    }

    /** Random writes, deletes and readers that stay for a while, against the plain list of what happened. */
    @Test
    void agreesWithAListOfVersionsForEveryReaderStillThere() {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("SlotTableTest seed " + seed);
        Random random = new Random(seed);
        Map<Integer, NavigableMap<Long, Boolean>> lives = new HashMap<>();
        List<SlotTable.Superseded> retired = new ArrayList<>();
        List<Long> retiredAt = new ArrayList<>();
        long oldestReader = 0;
        for (long now = 1; now <= 3_000; now++) {
            SlotTable.Superseded superseded = slots.newSuperseded();
            if (lives.size() < 30 && random.nextInt(4) == 0) {
                int slot = slots.take();
                slots.write(slot, now, null);
                slots.addCopy(slot);
                lives.computeIfAbsent(slot, s -> new TreeMap<>()).put(now, true);
            } else if (!lives.isEmpty()) {
                List<Integer> all = new ArrayList<>(lives.keySet());
                int slot = all.get(random.nextInt(all.size()));
                NavigableMap<Long, Boolean> changes = Objects.requireNonNull(lives.get(slot));
                boolean isLive = changes.lastEntry().getValue();
                if (isLive && random.nextInt(3) == 0) {
                    slots.delete(slot, now, superseded);
                    changes.put(now, false);
                } else {
                    slots.write(slot, now, isLive ? superseded : null);
                    slots.addCopy(slot);
                    changes.put(now, true);
                }
            }
            retired.add(superseded);
            retiredAt.add(now);
            if (random.nextInt(20) == 0) {
                oldestReader = Math.max(oldestReader, now - random.nextInt(10));
                while (!retired.isEmpty() && retiredAt.getFirst() <= oldestReader) {
                    retired.removeFirst().run();
                    var _ = retiredAt.removeFirst();
                }
            }
            check(lives, Math.max(oldestReader, now - random.nextInt(10)));
        }
        slots.checkInvariants();
    }

    private void check(Map<Integer, NavigableMap<Long, Boolean>> lives, long snapshot) {
        lives.forEach((slot, changes) -> {
            Map.Entry<Long, Boolean> then = changes.floorEntry(snapshot);
            for (Map.Entry<Long, Boolean> change : changes.entrySet()) {
                if (change.getValue()) {
                    boolean expected =
                            then != null && then.getValue() && then.getKey().equals(change.getKey());
                    assertThat(slots.isLive(slot, change.getKey(), snapshot))
                            .as("slot %d, version %d, at %d", slot, change.getKey(), snapshot)
                            .isEqualTo(expected);
                }
            }
        });
    }
}
