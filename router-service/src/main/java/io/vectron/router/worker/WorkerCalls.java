package io.vectron.router.worker;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vectron.errors.GrpcErrors;
import io.vectron.errors.VectronException;
import io.vectron.proto.internal.v1.ShardsGrpc;
import io.vectron.proto.internal.v1.Worker;
import io.vectron.router.worker.WorkerCallException.Reach;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.cloud.client.circuitbreaker.CircuitBreakerFactory;

/**
 * One attempt of one call to one worker, through the worker's circuit breaker.
 *
 * <p>The breaker counts broken connections and deadlines that the worker had time to meet. An error that a worker's
 * handler answered is a sign of life and counts as a success.
 *
 * <p>Safe for use by any thread; blocks the calling one, which is a virtual thread.
 */
public final class WorkerCalls {
    private final WorkerChannels channels;
    private final CircuitBreakerFactory<?, ?> breakers;
    private final Duration slowAfter;

    public WorkerCalls(WorkerChannels channels, CircuitBreakerFactory<?, ?> breakers, Duration slowAfter) {
        this.channels = channels;
        this.breakers = breakers;
        this.slowAfter = slowAfter;
    }

    /**
     * @throws WorkerCallException for every failure
     */
    public <T> T call(Worker worker, Deadline deadline, Function<ShardsGrpc.ShardsBlockingStub, T> operation) {
        return breakers.create(worker.getId()).run(() -> attempt(worker, deadline, operation), failure -> {
            throw toThrow(worker, failure);
        });
    }

    private <T> T attempt(Worker worker, Deadline deadline, Function<ShardsGrpc.ShardsBlockingStub, T> operation) {
        long leftMillis = deadline.timeRemaining(TimeUnit.MILLISECONDS);
        try {
            return operation.apply(ShardsGrpc.newBlockingStub(channels.channel(worker.getAddress()))
                    .withDeadline(deadline));
        } catch (StatusRuntimeException e) {
            throw classify(worker, leftMillis, e);
        }
    }

    private WorkerCallException classify(Worker worker, long leftMillis, StatusRuntimeException e) {
        Optional<VectronException> answer = GrpcErrors.fromGrpc(e);
        if (answer.isPresent()) {
            return new WorkerCallException(answer.get());
        }
        String reason = "worker " + worker.getId() + " at " + worker.getAddress() + ": " + show(e);
        if (GrpcErrors.neverSent(e)) {
            channels.retryConnectNow(worker.getAddress());
            return new WorkerCallException(Reach.NEVER_SENT, true, reason, e);
        }
        return switch (e.getStatus().getCode()) {
            case DEADLINE_EXCEEDED ->
                new WorkerCallException(Reach.TIMED_OUT, leftMillis >= slowAfter.toMillis(), reason, e);
            case UNAVAILABLE -> new WorkerCallException(Reach.LOST, true, reason, e);
            case RESOURCE_EXHAUSTED -> new WorkerCallException(Reach.ANSWER_TOO_LARGE, false, reason, e);
            // the caller went away, or the worker failed in a way that has no code
            default -> new WorkerCallException(Reach.LOST, false, reason, e);
        };
    }

    /** The status without the stack of causes, but with the first cause's message, which names the refused address. */
    private static String show(StatusRuntimeException e) {
        Status status = e.getStatus();
        String text = status.getCode() + (status.getDescription() == null ? "" : " " + status.getDescription());
        Throwable cause = status.getCause();
        return cause == null ? text : text + " (" + cause.getMessage() + ")";
    }

    private static RuntimeException toThrow(Worker worker, @Nullable Throwable failure) {
        return switch (failure) {
            case CallNotPermittedException open ->
                new WorkerCallException(
                        Reach.NOT_TRIED,
                        false,
                        "worker " + worker.getId() + " at " + worker.getAddress()
                                + ": circuit breaker open after repeated failures",
                        open);
            case RuntimeException known -> known;
            case null, default -> new IllegalStateException("a call failed with a checked exception", failure);
        };
    }
}
