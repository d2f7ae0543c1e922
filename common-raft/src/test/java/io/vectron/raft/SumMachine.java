package io.vectron.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts commands and folds them into a checksum that depends on their order; its "disk" is a field that survives the
 * replica but not {@link #crash}. The result of a command is the count.
 */
final class SumMachine implements ReplicatedStateMachine {
    /** What is on disk: everything up to index. */
    record Durable(long index, long count, long sum) {
        static final Durable NOTHING = new Durable(0, 0, 0);
    }

    /** A command that a machine refuses to survive. */
    static final byte[] POISON = "poison".getBytes(StandardCharsets.UTF_8);

    private static final int BULK_FILES = 3;
    private static final int BULK_BYTES = 300_000;

    volatile Durable durable = Durable.NOTHING;
    volatile long count;
    volatile long sum;
    volatile long index;
    volatile boolean leader;
    volatile int batches;
    volatile @Nullable Throwable failed;
    volatile List<String> peers = List.of();
    final AtomicInteger applies = new AtomicInteger();
    final AtomicInteger loads = new AtomicInteger();
    final List<String> threads = new CopyOnWriteArrayList<>();

    /** Loses what is not durable, as a process does that is killed. */
    void crash() {
        count = durable.count;
        sum = durable.sum;
        index = durable.index;
        applies.set(0);
        loads.set(0);
    }

    void flush() {
        durable = new Durable(index, count, sum);
    }

    @Override
    public long durableIndex() {
        return durable.index;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one writer: raft's callbacks come one after the other
    public @Nullable Object apply(long at, ByteBuffer command) throws IOException {
        byte[] bytes = new byte[command.remaining()];
        command.get(bytes);
        if (java.util.Arrays.equals(bytes, POISON)) {
            throw new IOException("poisoned at " + at);
        }
        if (at <= index) {
            throw new IllegalStateException("index " + at + " after " + index);
        }
        applies.incrementAndGet();
        sum = sum * 31 + java.util.Arrays.hashCode(bytes);
        count++;
        index = at;
        return count;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // as apply
    public void endOfBatch(long at) {
        batches++;
        if (threads.size() < 100) {
            threads.add(
                    Thread.currentThread().isVirtual()
                            ? "virtual"
                            : Thread.currentThread().getName());
        }
    }

    @Override
    public void advance(long to) {
        if (to <= index) {
            throw new IllegalStateException("advance to " + to + " after " + index);
        }
        index = to;
    }

    @Override
    public SnapshotTask snapshot() {
        String state = index + " " + count + " " + sum;
        return directory -> {
            Files.writeString(directory.resolve("state"), state);
            Files.createDirectories(directory.resolve("segments/old"));
            for (int i = 0; i < BULK_FILES; i++) {
                byte[] bulk = new byte[BULK_BYTES];
                java.util.Arrays.fill(bulk, (byte) i);
                Files.write(directory.resolve("segments/old/" + i), bulk);
            }
            return List.of("state", "segments/old/0", "segments/old/1", "segments/old/2");
        };
    }

    @Override
    public void loadSnapshot(Path directory, long lastIncludedIndex) throws IOException {
        loads.incrementAndGet();
        for (int i = 0; i < BULK_FILES; i++) {
            byte[] bulk = Files.readAllBytes(directory.resolve("segments/old/" + i));
            if (bulk.length != BULK_BYTES || bulk[BULK_BYTES - 1] != i) {
                throw new IOException("bulk file " + i + " is damaged");
            }
        }
        String[] state = Files.readString(directory.resolve("state")).split(" ", -1);
        index = Math.max(Long.parseLong(state[0]), lastIncludedIndex);
        count = Long.parseLong(state[1]);
        sum = Long.parseLong(state[2]);
        flush();
    }

    @Override
    public void onLeaderStart(long term) {
        leader = true;
    }

    @Override
    public void onLeaderStop() {
        leader = false;
    }

    @Override
    public void onMembership(List<String> newPeers, List<String> learners) {
        peers = newPeers;
    }

    @Override
    public void onFailed(Throwable cause) {
        failed = cause;
    }
}
