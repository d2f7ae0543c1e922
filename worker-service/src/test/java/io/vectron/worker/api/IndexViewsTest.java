package io.vectron.worker.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.DescribeIndexResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class IndexViewsTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final long LIMIT_SECONDS = 30;

    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger made = new AtomicInteger();
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void stop() {
        mayEnd.countDown();
        callers.shutdownNow();
    }

    private static long soon() {
        return System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    }

    private DescribeIndexResponse make() {
        return DescribeIndexResponse.newBuilder()
                .setLiveRows(made.incrementAndGet())
                .build();
    }

    private DescribeIndexResponse makeWhenAllowed() {
        started.countDown();
        try {
            assertThat(mayEnd.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException closing) {
            throw new IllegalStateException(closing);
        }
        return make();
    }

    @Test
    void allCallersShareOneDescription() throws Exception {
        try (IndexViews views = new IndexViews(LONG)) {
            Callable<DescribeIndexResponse> call = () -> views.get("a", _ -> makeWhenAllowed(), soon());
            List<Future<DescribeIndexResponse>> answers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                answers.add(callers.submit(call));
            }
            mayEnd.countDown();
            for (Future<DescribeIndexResponse> answer : answers) {
                assertThat(answer.get().getLiveRows()).isEqualTo(1);
            }
            assertThat(views.get("a", _ -> make(), soon()).getLiveRows()).isEqualTo(1);
            assertThat(views.get("b", _ -> make(), soon()).getLiveRows()).isEqualTo(2);
        }
    }

    @Test
    void descriptionsAreMadeOneAtATime() throws Exception {
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        try (IndexViews views = new IndexViews(LONG)) {
            List<Future<DescribeIndexResponse>> answers = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String replica = "replica " + i;
                answers.add(callers.submit(() -> views.get(
                        replica,
                        _ -> {
                            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                            Thread.onSpinWait();
                            atOnce.decrementAndGet();
                            return make();
                        },
                        soon())));
            }
            for (Future<DescribeIndexResponse> answer : answers) {
                answer.get();
            }
        }
        assertThat(made).hasValue(20);
        assertThat(most).hasValue(1);
    }

    @Test
    void oldDescriptionIsMadeAnew() throws Exception {
        try (IndexViews views = new IndexViews(Duration.ofMillis(1))) {
            long end = soon();
            while (views.get("a", _ -> make(), end).getLiveRows() == 1) {
                assertThat(System.nanoTime()).as("age").isLessThan(end);
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void callerWithoutTimeLeavesTheDescriptionToTheOthers() throws Exception {
        try (IndexViews views = new IndexViews(LONG)) {
            Future<DescribeIndexResponse> patient =
                    callers.submit(() -> views.get("a", _ -> makeWhenAllowed(), soon()));
            started.await();
            assertThatThrownBy(() -> views.get("a", _ -> make(), System.nanoTime()))
                    .isInstanceOf(TimeoutException.class);
            mayEnd.countDown();
            assertThat(patient.get().getLiveRows()).isEqualTo(1);
        }
    }

    @Test
    void failureReachesTheCallerAndIsNotKept() throws Exception {
        try (IndexViews views = new IndexViews(LONG)) {
            assertThatThrownBy(() -> views.get(
                            "a",
                            _ -> {
                                throw new IllegalArgumentException("no such luck");
                            },
                            soon()))
                    .isInstanceOf(ExecutionException.class)
                    .hasMessageContaining("no such luck");
            assertThat(views.get("a", _ -> make(), soon()).getLiveRows()).isEqualTo(1);
        }
    }

    @Test
    void closeRefusesThoseWhoWait() throws Exception {
        IndexViews views = new IndexViews(LONG);
        Future<DescribeIndexResponse> running = callers.submit(() -> views.get("a", _ -> makeWhenAllowed(), soon()));
        started.await();
        views.close();
        assertThatThrownBy(running::get)
                .satisfies(failure ->
                        assertThat(Failures.toVectron(failure, 7).code()).isEqualTo(ErrorCode.NOT_READY));
        assertThatThrownBy(() -> views.get("b", _ -> make(), soon()))
                .satisfies(failure -> assertThat(Failures.toVectron(failure, 7))
                        .extracting(VectronException::code)
                        .isEqualTo(ErrorCode.OVERLOADED));
    }
}
