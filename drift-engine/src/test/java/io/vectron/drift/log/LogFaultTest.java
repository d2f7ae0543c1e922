package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.DriftException;
import io.vectron.drift.Seeds;
import io.vectron.drift.StorageFailedException;
import io.vectron.drift.StorageFullException;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.MemoryStorage;
import io.vectron.drift.storage.NameLoss;
import io.vectron.drift.storage.StorageCall;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A failing or full disk at every call of a program: it ends the log, and what was acknowledged is there afterwards. */
class LogFaultTest {
    private final long seed = Seeds.next("LogFaultTest");

    /** One run of the program on its storage. */
    private static final class Run {
        private final MemoryStorage storage;
        private final SplittableRandom random;
        private final SortedMap<Long, String> appended = new TreeMap<>();
        private long acknowledged = -1;
        private long durableElsewhere = -1;

        Run(MemoryStorage storage, SplittableRandom random) {
            this.storage = storage;
            this.random = random;
        }

        /** True when it came to its end. */
        boolean run() {
            WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION);
            try (log) {
                log.replay(-1, new Batches.Seen());
                for (long sequence = 1; sequence <= 24; sequence++) {
                    write(log, sequence);
                    if (sequence % 4 == 0) {
                        log.roll();
                        acknowledged = sequence;
                        durableElsewhere = sequence - 3;
                        log.release(durableElsewhere);
                    }
                }
            } catch (DriftException failed) {
                assertThat(failed).hasRootCauseInstanceOf(IOException.class);
                return false;
            }
            return true;
        }

        private void write(WriteAheadLog log, long sequence) {
            WriteBatch batch = Batches.random(random);
            appended.put(sequence, Batches.text(batch));
            log.append(sequence, batch);
            if (sequence % 2 == 0) {
                log.awaitDurable(sequence);
                acknowledged = sequence;
            }
        }

        void check(MemoryStorage left, String what) {
            Batches.Seen seen = new Batches.Seen();
            try (WriteAheadLog log = WriteAheadLog.in(left, Batches.DIMENSION)) {
                log.replay(durableElsewhere, seen);
            }
            long last = seen.batches.isEmpty() ? durableElsewhere : seen.batches.lastKey();
            assertThat(last).as(what).isGreaterThanOrEqualTo(acknowledged);
            assertThat(seen.batches).as(what).isEqualTo(appended.subMap(durableElsewhere + 1, last + 1));
        }
    }

    @Test
    void failureOfAnyCallLosesNothingAcknowledged() {
        MemoryStorage fine = MemoryStorage.empty();
        assertThat(new Run(fine, new SplittableRandom(seed)).run()).isTrue();
        Set<StorageCall> failed = EnumSet.noneOf(StorageCall.class);
        for (int n = 1; n <= fine.faults().count(); n++) {
            for (boolean isForEver : new boolean[] {false, true}) {
                MemoryStorage storage = MemoryStorage.empty();
                if (isForEver) {
                    storage.faults().failForEver(n);
                } else {
                    storage.faults().failOnce(n);
                }
                Run run = new Run(storage, new SplittableRandom(seed));
                boolean isWhole = run.run();
                StorageCall call = fine.faults().kind(n);
                String what = "call " + n + " " + call + (isForEver ? " and all later ones" : "");
                // A mark is nothing that anybody waits for.
                assertThat(isWhole).as(what).isFalse();
                failed.add(call);
                storage.faults().clear();
                SplittableRandom random = new SplittableRandom(seed + n);
                for (NameLoss loss : NameLoss.values()) {
                    run.check(storage.crash(random, loss), what + ", then a power cut");
                }
                run.check(storage, what + ", then a restart");
                run.check(storage.crash(random, NameLoss.ANY), what + ", then a restart and a power cut");
            }
        }
        assertThat(failed)
                .containsExactlyInAnyOrder(
                        StorageCall.LIST,
                        StorageCall.CREATE,
                        StorageCall.OVERWRITE,
                        StorageCall.WRITE,
                        StorageCall.SYNC,
                        StorageCall.RENAME,
                        StorageCall.DELETE,
                        StorageCall.DIRECTORY_SYNC);
    }

    @Test
    void fullDiskAtAnyByteLosesNothingAcknowledgedAndTheLogGoesOnWithRoom() {
        MemoryStorage fine = MemoryStorage.empty();
        assertThat(new Run(fine, new SplittableRandom(seed)).run()).isTrue();
        int refused = 0;
        for (long capacity = 0; capacity < fine.usedBytes() + 4_000; capacity += 37) {
            MemoryStorage storage = MemoryStorage.empty();
            storage.setCapacity(capacity);
            Run run = new Run(storage, new SplittableRandom(seed));
            refused += run.run() ? 0 : 1;
            storage.setCapacity(Long.MAX_VALUE);
            run.check(storage, "capacity " + capacity);
            run.check(storage, "capacity " + capacity + ", once more");
        }
        assertThat(refused).isGreaterThan(10);
    }

    @Test
    void fullDiskAtAnyByteRefusesWholeBatchesAndTheSameLogTakesThemWithRoom() {
        MemoryStorage fine = MemoryStorage.empty();
        assertThat(new Run(fine, new SplittableRandom(seed)).run()).isTrue();
        int refused = 0;
        for (long capacity = 100; capacity < fine.usedBytes() + 4_000; capacity += 37) {
            MemoryStorage storage = MemoryStorage.empty();
            Batches.Seen written = new Batches.Seen();
            SplittableRandom random = new SplittableRandom(seed);
            try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
                log.replay(-1, new Batches.Seen());
                storage.setCapacity(capacity);
                for (long sequence = 1; sequence <= 24; sequence++) {
                    long next = sequence;
                    WriteBatch batch = Batches.random(random);
                    refused += patiently(storage, () -> log.append(next, batch));
                    written.accept(next, batch);
                    log.awaitDurable(next);
                    if (next % 4 == 0) {
                        refused += patiently(storage, log::roll);
                    }
                }
                assertReplays(storage.crash(random, NameLoss.ANY), written);
                storage.setCapacity(storage.usedBytes());
            }
            storage.setCapacity(Long.MAX_VALUE);
            assertReplays(storage, written);
            assertThat(storage.openFiles()).isZero();
        }
        assertThat(refused).isGreaterThan(50);
    }

    /** Makes room when there is none and does it again; 1 when it had to. */
    private static int patiently(MemoryStorage storage, Runnable step) {
        try {
            step.run();
            return 0;
        } catch (StorageFullException full) {
            storage.setCapacity(Long.MAX_VALUE);
            step.run();
            return 1;
        }
    }

    private static void assertReplays(MemoryStorage left, Batches.Seen written) {
        Batches.Seen seen = new Batches.Seen();
        try (WriteAheadLog log = WriteAheadLog.in(left, Batches.DIMENSION)) {
            log.replay(-1, seen);
        }
        assertThat(seen.batches).isEqualTo(written.batches);
    }

    @Test
    void failedLogRefusesEverythingForEver() {
        MemoryStorage storage = MemoryStorage.empty();
        WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION);
        log.replay(-1, new Batches.Seen());
        log.append(1, WriteBatch.EMPTY);
        log.awaitDurable(1);
        log.append(2, WriteBatch.EMPTY);
        storage.faults().failOnce(StorageCall.SYNC, 1);
        assertThatThrownBy(() -> log.awaitDurable(2))
                .isInstanceOf(StorageFailedException.class)
                .hasMessageContaining("Input/output error");
        int calls = storage.faults().count();
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> log.awaitDurable(2)).isInstanceOf(StorageFailedException.class);
            assertThatThrownBy(() -> log.append(3, WriteBatch.EMPTY)).isInstanceOf(StorageFailedException.class);
            assertThatThrownBy(log::roll).isInstanceOf(StorageFailedException.class);
            assertThatThrownBy(() -> log.release(1)).isInstanceOf(StorageFailedException.class);
        }
        log.awaitDurable(1);
        log.close();
        assertThat(storage.faults().count()).as("storage is left alone").isEqualTo(calls);
    }

    @Test
    void failureOfAnyCallOfAReplayMayBeTriedAgain() {
        MemoryStorage storage = MemoryStorage.empty();
        Run run = new Run(storage, new SplittableRandom(seed));
        assertThat(run.run()).isTrue();
        MemoryStorage fine = storage.copy();
        run.check(fine, "without a failure");
        Set<StorageCall> failed = EnumSet.noneOf(StorageCall.class);
        for (int n = 1; n <= fine.faults().count(); n++) {
            MemoryStorage copy = storage.copy();
            copy.faults().failForEver(n);
            try {
                run.check(copy, "call " + n);
            } catch (StorageFailedException expected) {
                failed.add(fine.faults().kind(n));
            }
            copy.faults().clear();
            run.check(copy, "after a failure of call " + n);
        }
        assertThat(failed).contains(StorageCall.OPEN, StorageCall.READ, StorageCall.LIST, StorageCall.SYNC);
    }
}
