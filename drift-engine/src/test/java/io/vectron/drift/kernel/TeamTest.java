package io.vectron.drift.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

class TeamTest {
    @Test
    void everyPieceIsDoneOnce() {
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            for (Team team :
                    new Team[] {Team.ALONE, new Team(pool, 4), new Team(task -> {}, 4), new Team(Runnable::run, 2)}) {
                AtomicIntegerArray done = new AtomicIntegerArray(1000);
                team.forEach(1000, done::incrementAndGet);
                team.forEachStretch(1000, 7, (from, to) -> {
                    for (int i = from; i < to; i++) {
                        done.incrementAndGet(i);
                    }
                });
                for (int i = 0; i < 1000; i++) {
                    assertThat(done.get(i)).isEqualTo(2);
                }
                team.forEach(0, i -> {
                    throw new IllegalStateException("no piece");
                });
            }
        }
    }

    @Test
    void firstFailureIsThrownAfterAllHaveStopped() {
        try (ExecutorService pool = Executors.newFixedThreadPool(3)) {
            Team team = new Team(pool, 4);
            for (int round = 0; round < 100; round++) {
                AtomicIntegerArray running = new AtomicIntegerArray(1);
                assertThatThrownBy(() -> team.forEach(100, i -> {
                            running.incrementAndGet(0);
                            try {
                                if (i == 10) {
                                    throw new IllegalStateException("piece 10");
                                }
                            } finally {
                                running.decrementAndGet(0);
                            }
                        }))
                        .hasMessage("piece 10");
                assertThat(running.get(0)).isZero();
            }
        }
    }

    @Test
    void workMayBeSharedFromWithinWork() {
        try (ExecutorService pool = Executors.newFixedThreadPool(1)) {
            Team team = new Team(pool, 2);
            AtomicIntegerArray done = new AtomicIntegerArray(64);
            team.forEach(8, i -> team.forEach(8, j -> done.incrementAndGet(8 * i + j)));
            for (int i = 0; i < 64; i++) {
                assertThat(done.get(i)).isOne();
            }
        }
    }
}
