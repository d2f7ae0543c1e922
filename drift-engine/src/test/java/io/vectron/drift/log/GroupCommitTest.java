package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Seeds;
import io.vectron.drift.StorageFailedException;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.MemoryStorage;
import io.vectron.drift.storage.NameLoss;
import io.vectron.drift.storage.StorageCall;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class GroupCommitTest {
    private static final int WRITERS = 8;
    private static final int BATCHES = 100;

    /** Writers that take turns to append and wait together, as an engine's callers do. */
    private static final class Writers {
        private final WriteAheadLog log;
        private final SplittableRandom random;
        private final SortedMap<Long, String> appended = new TreeMap<>();
        private final AtomicLong acknowledged = new AtomicLong(-1);
        private long sequence;

        Writers(WriteAheadLog log, SplittableRandom random) {
            this.log = log;
            this.random = random;
        }

        private synchronized long append() {
            WriteBatch batch = Batches.random(random);
            long next = sequence + 1;
            appended.put(next, Batches.text(batch));
            log.append(next, batch);
            sequence = next;
            return next;
        }

        private synchronized void roll() {
            log.roll();
        }

        private void write(int writer) {
            for (int i = 0; i < BATCHES; i++) {
                long mine = append();
                if (i == BATCHES / 2 && writer == 0) {
                    roll();
                }
                log.awaitDurable(mine);
                acknowledged.accumulateAndGet(mine, Math::max);
            }
        }

        void run() throws InterruptedException {
            try (ExecutorService threads = Executors.newFixedThreadPool(WRITERS)) {
                List<Future<?>> done = new ArrayList<>();
                for (int w = 0; w < WRITERS; w++) {
                    int writer = w;
                    done.add(threads.submit(() -> write(writer)));
                }
                for (Future<?> one : done) {
                    try {
                        one.get();
                    } catch (ExecutionException failed) {
                        assertThat(failed).hasCauseInstanceOf(StorageFailedException.class);
                    }
                }
            }
        }
    }

    private static SortedMap<Long, String> replay(MemoryStorage storage) {
        Batches.Seen seen = new Batches.Seen();
        try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
            log.replay(-1, seen);
        }
        return seen.batches;
    }

    @Test
    void writersShareSyncs() throws InterruptedException {
        MemoryStorage storage = MemoryStorage.empty();
        // A disk: while it syncs, others append.
        storage.faults().observe(call -> {
            if (call == StorageCall.SYNC) {
                LockSupport.parkNanos(1_000_000);
            }
        });
        Writers writers;
        try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
            log.replay(-1, new Batches.Seen());
            writers = new Writers(log, new SplittableRandom(Seeds.next("GroupCommitTest")));
            writers.run();
            int syncs = storage.faults().count(StorageCall.SYNC);
            System.out.println("GroupCommitTest: " + WRITERS * BATCHES + " batches, " + syncs + " syncs");
            assertThat(syncs).as("syncs of %d batches", WRITERS * BATCHES).isLessThan(WRITERS * BATCHES / 2);
        }
        assertThat(replay(storage)).hasSize(WRITERS * BATCHES).isEqualTo(writers.appended);
    }

    @Test
    void acknowledgedBatchesOfConcurrentWritersSurviveAFailureAndAPowerCut() throws InterruptedException {
        long seed = Seeds.next("GroupCommitTest");
        for (int i = 0; i < 60; i++) {
            SplittableRandom random = new SplittableRandom(seed + i);
            MemoryStorage storage = MemoryStorage.empty();
            Writers writers;
            try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION)) {
                log.replay(-1, new Batches.Seen());
                writers = new Writers(log, random.split());
                storage.faults().failForEver(1 + random.nextInt(400));
                writers.run();
            } catch (StorageFailedException expected) {
                throw new AssertionError("a log that has failed closes without a word", expected);
            }
            SortedMap<Long, String> left = replay(storage.crash(random, NameLoss.ANY));
            assertThat(left).hasSizeGreaterThanOrEqualTo((int) Math.max(0, writers.acknowledged.get()));
            assertThat(left).isEqualTo(writers.appended.headMap(left.size() + 1L));
        }
    }
}
