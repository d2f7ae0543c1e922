package io.vectron.drift.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.StorageFailedException;
import io.vectron.drift.WriteBatch;
import io.vectron.drift.storage.MemoryStorage;
import io.vectron.drift.storage.NameLoss;
import io.vectron.drift.storage.StorageCall;
import java.io.IOException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Random lives of a log on a disk that fails: each opens, replays, checks that the replay is a prefix of what was appended
 * with everything that was acknowledged, appends, waits, rolls and releases, until a fault, the end or a close.
 */
final class LogProgram {
    private static final int STEPS_MAX = 40;

    private final RandomGenerator random;
    private final SortedMap<Long, String> appended = new TreeMap<>();
    private MemoryStorage storage = MemoryStorage.empty();
    private long acknowledged = -1;
    private long durableElsewhere = -1;
    private long replayedBatches;

    LogProgram(RandomGenerator random) {
        this.random = random;
    }

    MemoryStorage storage() {
        return storage;
    }

    long replayedBatches() {
        return replayedBatches;
    }

    /** One life; whatever storage refuses ends it. */
    void live() {
        try (WriteAheadLog log = WriteAheadLog.in(storage, Batches.DIMENSION, random::nextLong)) {
            try {
                recover(log);
                for (int steps = random.nextInt(STEPS_MAX); steps > 0; steps--) {
                    step(log);
                }
                if (random.nextInt(3) > 0) {
                    // Dies: what close would do fails at its first call.
                    storage.faults().failForEver(1);
                }
            } catch (StorageFailedException expected) {
                assertThat(expected).hasRootCauseInstanceOf(IOException.class);
            }
            closeQuietly(log);
        }
    }

    private static void closeQuietly(WriteAheadLog log) {
        try {
            log.close();
        } catch (StorageFailedException expected) {
            assertThat(expected).hasRootCauseInstanceOf(IOException.class);
        }
    }

    private void recover(WriteAheadLog log) {
        Batches.Seen seen = new Batches.Seen();
        log.replay(durableElsewhere, seen);
        long last = seen.batches.isEmpty() ? durableElsewhere : seen.batches.lastKey();
        assertThat(last).as("last sequence replayed").isGreaterThanOrEqualTo(acknowledged);
        assertThat(seen.batches).isEqualTo(appended.subMap(durableElsewhere + 1, last + 1));
        replayedBatches += seen.batches.size();
        appended.tailMap(last + 1).clear();
        // What was replayed is in use again, so it has to stay.
        acknowledged = Math.max(acknowledged, last);
    }

    private void step(WriteAheadLog log) {
        switch (random.nextInt(12)) {
            case 0 -> {
                log.roll();
                acknowledged = appended.isEmpty() ? acknowledged : last();
            }
            case 1 -> flush(log);
            case 2, 3, 4 -> await(log);
            default -> append(log);
        }
    }

    /** Others may append while a group is written or synced; not while its mark is, which holds the lock. */
    private void await(WriteAheadLog log) {
        if (appended.isEmpty()) {
            return;
        }
        long sequence = last();
        storage.faults().observe(call -> {
            boolean isChosen = random.nextInt(3) == 0;
            if (isChosen || call == StorageCall.SYNC) {
                storage.faults().observe(none -> {});
            }
            if (isChosen) {
                append(log);
            }
        });
        try {
            log.awaitDurable(sequence);
        } finally {
            storage.faults().observe(none -> {});
        }
        acknowledged = Math.max(acknowledged, sequence);
    }

    private void append(WriteAheadLog log) {
        long sequence = last() + 1 + random.nextInt(3);
        WriteBatch batch = Batches.random(random);
        // Counted before: a batch whose append fails may be on disk whole.
        appended.put(sequence, Batches.text(batch));
        log.append(sequence, batch);
    }

    /** The engine has written the batches of a file elsewhere: at most what is durable in the log, as after a roll. */
    private void flush(WriteAheadLog log) {
        long first = durableElsewhere + 1;
        if (acknowledged >= first) {
            durableElsewhere = random.nextLong(first, acknowledged + 1);
            log.release(durableElsewhere);
        }
    }

    private long last() {
        return appended.isEmpty() ? Math.max(0, durableElsewhere) : Math.max(appended.lastKey(), durableElsewhere);
    }

    /** The power is cut: what was not synced may be lost. */
    void cutPower() {
        storage = storage.crash(random, random.nextBoolean() ? NameLoss.IN_ORDER : NameLoss.ANY);
    }

    /** The process was killed, the system goes on. */
    void restart() {
        storage.faults().clear();
    }
}
