package io.vectron.pd;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Context;
import io.vectron.proto.internal.v1.PlacementGrpc;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.WatchRequest;
import java.time.Duration;
import java.util.Iterator;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Reads a watch on a thread of its own. */
final class WatchReader implements AutoCloseable {
    private final BlockingQueue<WatchEvent> events = new LinkedBlockingQueue<>();
    private final Context.CancellableContext call = Context.ROOT.withCancellation();
    private volatile @Nullable RuntimeException end;

    WatchReader(PlacementGrpc.PlacementBlockingStub stub, long fromRevision) {
        WatchRequest request =
                WatchRequest.newBuilder().setFromRevision(fromRevision).build();
        Thread.ofVirtual().start(call.wrap(() -> {
            try {
                Iterator<WatchEvent> stream = stub.watch(request);
                while (stream.hasNext()) {
                    events.add(stream.next());
                }
            } catch (RuntimeException e) {
                end = e;
            }
        }));
    }

    WatchEvent next() throws InterruptedException {
        WatchEvent event = events.poll(TestPd.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertThat(event).as("next event; the stream ended with " + end).isNotNull();
        return event;
    }

    /** The next event that matches; those before it are passed over. */
    WatchEvent next(Predicate<WatchEvent> wanted) throws InterruptedException {
        WatchEvent event = next();
        while (!wanted.test(event)) {
            event = next();
        }
        return event;
    }

    RuntimeException awaitEnd(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (end == null && System.nanoTime() < deadline) {
            Thread.sleep(20);
        }
        return Objects.requireNonNull(end, "the stream did not end within " + patience);
    }

    @Override
    public void close() {
        call.cancel(null);
    }
}
