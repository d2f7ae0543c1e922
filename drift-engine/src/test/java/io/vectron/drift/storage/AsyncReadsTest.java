package io.vectron.drift.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class AsyncReadsTest {
    private static final int BYTES = 8_000;

    private final MemoryStorage storage = MemoryStorage.empty();
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger runningMax = new AtomicInteger();

    private StorageReader file() throws IOException {
        ByteBuffer content = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        while (content.hasRemaining()) {
            content.putInt(content.position());
        }
        storage.put("a", content.array());
        return storage.open("a");
    }

    /** Reads stay in the storage until the gate opens. */
    private void holdReads() {
        storage.faults().observe(call -> {
            if (call == StorageCall.READ) {
                runningMax.accumulateAndGet(running.incrementAndGet(), Math::max);
                awaitGate();
                running.decrementAndGet();
            }
        });
    }

    private void awaitGate() {
        try {
            assertThat(gate.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        }
    }

    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    @Test
    void everyReadGetsItsBytes() throws IOException {
        try (StorageReader file = file();
                AsyncReads reads = new AsyncReads(4, 8)) {
            List<CompletableFuture<ByteBuffer>> results = new ArrayList<>();
            for (int at = 0; at < BYTES; at += 4) {
                results.add(reads.read(file, at, 4).toCompletableFuture());
            }
            for (int i = 0; i < results.size(); i++) {
                ByteBuffer content = results.get(i).join();
                assertThat(content.remaining()).isEqualTo(4);
                assertThat(content.getInt()).isEqualTo(4 * i);
            }
        }
    }

    @Test
    void readsRunBesideEachOtherUpToTheThreadsAndCallersWaitForRoom() throws Exception {
        holdReads();
        try (StorageReader file = file();
                AsyncReads reads = new AsyncReads(2, 3)) {
            List<CompletableFuture<ByteBuffer>> results = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                results.add(reads.read(file, 4L * i, 4).toCompletableFuture());
            }
            CompletableFuture<ByteBuffer> sixth = new CompletableFuture<>();
            Thread caller = Thread.ofPlatform()
                    .start(() -> sixth.complete(
                            reads.read(file, 20, 4).toCompletableFuture().join()));
            awaitWaiting(caller);
            while (runningMax.get() < 2) {
                Thread.onSpinWait();
            }
            assertThat(results).noneMatch(CompletableFuture::isDone);
            assertThat(sixth).isNotDone();
            gate.countDown();
            assertThat(sixth.join().getInt()).isEqualTo(20);
            assertThat(results.getLast().join().getInt()).isEqualTo(16);
            caller.join();
            assertThat(runningMax).hasValue(2);
        }
    }

    @Test
    void failedReadCompletesWithItsFailureAndOthersGoOn() throws IOException {
        try (StorageReader file = file();
                AsyncReads reads = new AsyncReads(1, 0)) {
            storage.faults().failOnce(StorageCall.READ, 1);
            assertThatThrownBy(
                            () -> reads.read(file, 0, 4).toCompletableFuture().join())
                    .hasRootCauseInstanceOf(IOException.class)
                    .hasMessageContaining("Input/output error");
            assertThatThrownBy(() ->
                            reads.read(file, BYTES - 2, 4).toCompletableFuture().join())
                    .hasRootCauseInstanceOf(EOFException.class);
            assertThat(reads.read(file, 8, 4).toCompletableFuture().join().getInt())
                    .isEqualTo(8);
            assertThatThrownBy(() -> reads.read(file, -1, 4)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reads.read(file, 0, -1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> reads.read(file, 0, AsyncReads.READ_BYTES_MAX + 1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void closingWaitsForReadsUnderWayAndRefusesNewOnes() throws Exception {
        holdReads();
        try (StorageReader file = file()) {
            AsyncReads reads = new AsyncReads(1, 2);
            List<CompletableFuture<ByteBuffer>> results = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                results.add(reads.read(file, 4L * i, 4).toCompletableFuture());
            }
            CompletableFuture<Throwable> refused = new CompletableFuture<>();
            Thread late = Thread.ofPlatform().start(() -> {
                try {
                    refused.complete(new AssertionError(reads.read(file, 0, 4)));
                } catch (IllegalStateException closed) {
                    refused.complete(closed);
                }
            });
            awaitWaiting(late);
            Thread closer = Thread.ofPlatform().start(reads::close);
            while (closer.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            gate.countDown();
            closer.join();
            assertThat(results).allMatch(result -> result.isDone() && !result.isCompletedExceptionally());
            assertThat(refused.join()).isInstanceOf(IllegalStateException.class);
            late.join();
            assertThatThrownBy(() -> reads.read(file, 0, 4)).isInstanceOf(IllegalStateException.class);
            reads.close();
        }
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new AsyncReads(0, 1)).hasMessageContaining("threadCount is 0");
        assertThatThrownBy(() -> new AsyncReads(AsyncReads.THREADS_MAX + 1, 1)).hasMessageContaining("257");
        assertThatThrownBy(() -> new AsyncReads(1, -1)).hasMessageContaining("waitingMax is -1");
        assertThatThrownBy(() -> new AsyncReads(1, AsyncReads.WAITING_MAX + 1)).hasMessageContaining("65537");
    }
}
