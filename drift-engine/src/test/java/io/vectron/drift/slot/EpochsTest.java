package io.vectron.drift.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class EpochsTest {
    private static final int READERS = 4;
    private static final int STATES = 20_000;

    private final Epochs epochs = new Epochs();
    private final AtomicInteger disposed = new AtomicInteger();

    private void retireOne() {
        var _ = epochs.advance();
        epochs.retire(disposed::incrementAndGet);
        epochs.reclaim();
    }

    @Test
    void withoutReadersDisposalIsImmediate() {
        retireOne();
        assertThat(disposed).hasValue(1);
        assertThat(epochs.waiting()).isZero();
    }

    @Test
    void disposalWaitsForReadersWhoCameBeforeAndForNobodyElse() {
        Epochs.Stay before = epochs.enter();
        retireOne();
        Epochs.Stay after = epochs.enter();
        epochs.reclaim();
        assertThat(disposed).hasValue(0);
        assertThat(epochs.waiting()).isEqualTo(1);

        before.close();
        epochs.reclaim();
        assertThat(disposed).as("the later reader does not matter").hasValue(1);

        retireOne();
        assertThat(disposed).hasValue(1);
        after.close();
        after.close();
        epochs.reclaim();
        assertThat(disposed).as("closing twice is harmless").hasValue(2);
    }

    @Test
    void moreReadersThanCellsAllCount() {
        List<Epochs.Stay> stays = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            stays.add(epochs.enter());
        }
        retireOne();
        while (!stays.isEmpty()) {
            assertThat(disposed).hasValue(0);
            stays.removeLast().close();
            epochs.reclaim();
        }
        assertThat(disposed).hasValue(1);
    }

    /** A state that must not be looked at after it was disposed of. */
    private static final class State {
        private volatile boolean isGone;
    }

    @Test
    void noReaderEverSeesADisposedState() throws Exception {
        AtomicReference<State> published = new AtomicReference<>(new State());
        AtomicBoolean isOver = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(READERS)) {
            List<Future<Long>> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(threads.submit(() -> {
                    long looks = 0;
                    while (!isOver.get()) {
                        try (Epochs.Stay _ = epochs.enter()) {
                            State state = published.get();
                            for (int look = 0; look < 20; look++) {
                                if (state.isGone) {
                                    throw new AssertionError("a state was disposed of under a reader");
                                }
                            }
                            looks++;
                        }
                    }
                    return looks;
                }));
            }
            for (int i = 0; i < STATES; i++) {
                State old = published.getAndSet(new State());
                var _ = epochs.advance();
                epochs.retire(() -> {
                    old.isGone = true;
                    disposed.incrementAndGet();
                });
                epochs.reclaim();
            }
            isOver.set(true);
            for (Future<Long> reader : readers) {
                assertThat(reader.get()).isPositive();
            }
        }
        epochs.reclaim();
        assertThat(disposed).hasValue(STATES);
    }
}
