package io.vectron.router.operations;

import io.grpc.Context;
import io.vectron.request.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the parts of a request side by side on virtual threads, within the caller's gRPC context. Stateless. */
final class FanOut {
    private FanOut() {}

    /**
     * All results in the order of the parts. The first failure cancels the parts that still run and is thrown.
     */
    static <T> List<T> all(List<Supplier<T>> parts) {
        if (parts.size() == 1) {
            return List.of(parts.getFirst().get());
        }
        Context.CancellableContext scope = Context.current().withCancellation();
        AtomicReference<@Nullable RuntimeException> first = new AtomicReference<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> running = new ArrayList<>(parts.size());
            for (Supplier<T> part : parts) {
                running.add(threads.submit(scope.wrap(RequestId.logged(() -> {
                    try {
                        return part.get();
                    } catch (RuntimeException e) {
                        first.compareAndSet(null, e);
                        scope.cancel(null);
                        throw e;
                    }
                }))));
            }
            return collect(running, first);
        } finally {
            scope.cancel(null);
        }
    }

    private static <T> List<T> collect(List<Future<T>> running, AtomicReference<@Nullable RuntimeException> first) {
        List<T> results = new ArrayList<>(running.size());
        try {
            for (Future<T> part : running) {
                results.add(part.get());
            }
            return results;
        } catch (ExecutionException e) {
            RuntimeException cause = first.get();
            throw cause != null ? cause : new IllegalStateException("a part of a request failed", e.getCause());
        } catch (InterruptedException e) {
            running.forEach(part -> part.cancel(true));
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for shards", e);
        }
    }
}
