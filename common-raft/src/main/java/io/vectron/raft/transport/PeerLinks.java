package io.vectron.raft.transport;

import com.alipay.sofa.jraft.error.RemotingException;
import com.alipay.sofa.jraft.util.Endpoint;
import io.vectron.raft.runtime.VirtualThreads;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One channel per peer process, whatever the number of raft groups; unused ones are removed.
 *
 * <p>Concurrency: a link is made and removed inside the map's atomic operations, so that a link in use is never closed.
 */
final class PeerLinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLinks.class);
    private static final long SWEEP_MILLIS = 50;
    private static final long RELEASED_LINGER_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final RaftTransportSettings settings;
    private final Map<Endpoint, PeerLink> links = new ConcurrentHashMap<>();
    private final Executor callbacks = new VirtualThreads("raft-rpc-callback");
    private final ScheduledExecutorService sweeper;
    private volatile boolean closed;

    PeerLinks(RaftTransportSettings settings, int port) {
        this.settings = settings;
        sweeper = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("raft-link-sweeper-" + port).factory());
        var _ = sweeper.scheduleWithFixedDelay(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    }

    Executor callbacks() {
        return callbacks;
    }

    @Nullable
    PeerLink find(Endpoint endpoint) {
        return links.get(endpoint);
    }

    /** @throws RemotingException after {@link #close} */
    PeerLink use(Endpoint endpoint, GrpcRaftClient user) throws RemotingException {
        if (closed) {
            throw new RemotingException("the raft transport is closed, no call to " + endpoint);
        }
        PeerLink known = links.get(endpoint);
        if (known != null && known.touch(user)) {
            return known;
        }
        return links.compute(endpoint, (e, old) -> {
            PeerLink link = old != null && old.touch(user) ? old : new PeerLink(e, settings, this::connected);
            link.touch(user);
            return link;
        });
    }

    void release(Endpoint endpoint, GrpcRaftClient user) {
        PeerLink link = links.get(endpoint);
        if (link != null) {
            link.users().remove(user);
        }
    }

    void release(GrpcRaftClient user) {
        links.values().forEach(link -> link.users().remove(user));
    }

    int size() {
        return links.size();
    }

    private void connected(PeerLink link) {
        callbacks.execute(() -> {
            for (GrpcRaftClient user : link.users()) {
                try {
                    user.connected(link.endpoint());
                } catch (RuntimeException e) {
                    LOG.warn("connect event of {} failed", link.endpoint(), e);
                }
            }
        });
    }

    private void sweep() {
        try {
            long now = System.nanoTime();
            for (PeerLink link : links.values()) {
                link.expireCalls(now);
                link.hurryReconnect(now);
                closeIfUnused(link, now);
            }
        } catch (RuntimeException e) {
            LOG.error("raft link sweep failed", e);
        }
    }

    private void closeIfUnused(PeerLink link, long now) {
        long ttl = link.users().isEmpty()
                ? RELEASED_LINGER_NANOS
                : settings.unusedLinkTtl().toNanos();
        if (link.idleNanos(now) <= ttl) {
            return;
        }
        links.computeIfPresent(link.endpoint(), (endpoint, current) -> {
            if (current == link && link.idleNanos(System.nanoTime()) > ttl) {
                link.close();
                return null;
            }
            return current;
        });
    }

    /** Calls in flight fail; calls after it are refused. */
    @Override
    public void close() {
        closed = true;
        sweeper.shutdownNow();
        for (Endpoint endpoint : Set.copyOf(links.keySet())) {
            links.computeIfPresent(endpoint, (_, link) -> {
                link.close();
                return null;
            });
        }
    }
}
