package io.vectron.admin.live;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The browsers that listen, at most a fixed number of them. Each has a virtual thread that sends it the newest event; a slow
 * browser misses events between, it does not hold others up.
 *
 * <p>Concurrency: the monitor guards {@code newest}, {@code number} and {@code closed}; senders wait on it.
 */
public final class LiveConnections implements AutoCloseable {
    /** Browsers come back by themselves; by then a login that ended is noticed. */
    private static final Duration CONNECTION_MAX = Duration.ofMinutes(1);

    private static final Duration WAIT_MAX = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(LiveConnections.class);

    private final int connectionsMax;
    private final Semaphore free;
    private @Nullable String newest;
    private long number;
    private boolean closed;

    public LiveConnections(int connectionsMax) {
        this.connectionsMax = connectionsMax;
        this.free = new Semaphore(connectionsMax);
    }

    public int connectionsMax() {
        return connectionsMax;
    }

    public int open() {
        return connectionsMax - free.availablePermits();
    }

    /** Sends this to every browser, unless a newer one overtakes it. */
    public synchronized void publish(String event) {
        newest = event;
        number++;
        notifyAll();
    }

    /** @return null when there are {@link #connectionsMax} already */
    public @Nullable SseEmitter connect() {
        if (!free.tryAcquire()) {
            return null;
        }
        SseEmitter emitter = new SseEmitter(0L);
        Thread.ofVirtual().name("admin-live").start(() -> serve(emitter));
        return emitter;
    }

    private void serve(SseEmitter emitter) {
        try {
            long end = System.nanoTime() + CONNECTION_MAX.toNanos();
            long sent = 0;
            emitter.send(SseEmitter.event().reconnectTime(1_000).comment("hello"));
            while (System.nanoTime() - end < 0) {
                Event event = next(sent);
                if (event == null) {
                    break;
                }
                if (event.number() == sent) {
                    emitter.send(SseEmitter.event().comment("still here"));
                } else {
                    emitter.send(SseEmitter.event().name("live").data(event.text(), MediaType.TEXT_PLAIN));
                    sent = event.number();
                }
            }
            emitter.complete();
        } catch (IOException | IllegalStateException e) {
            // the browser went away, which is how these connections usually end
            LOG.debug("a live connection ended: {}", e.toString());
            emitter.completeWithError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            free.release();
        }
    }

    private record Event(long number, String text) {}

    /** The newest event, as soon as there is one after {@code seen}; the seen one again after a while; null at the end. */
    private synchronized @Nullable Event next(long seen) throws InterruptedException {
        long end = System.nanoTime() + WAIT_MAX.toNanos();
        while (!closed && (newest == null || number == seen)) {
            long left = (end - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                return new Event(seen, "");
            }
            wait(left);
        }
        String text = newest;
        return closed || text == null ? null : new Event(number, text);
    }

    @Override
    public synchronized void close() {
        closed = true;
        notifyAll();
    }
}
