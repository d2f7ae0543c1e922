package io.vectron.admin.backend;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.vectron.model.Limits;
import io.vectron.request.RequestIdClient;
import io.vectron.tls.ChannelSecurity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One connection per address, made when it is first needed.
 *
 * <p>Concurrency: the monitor guards both maps. The least recently used connection to a worker is closed when there are
 * more than {@link #WORKERS_MAX}, so that workers that moved do not add up.
 */
public final class Channels implements AutoCloseable {
    private static final int WORKERS_MAX = 256;
    /** An answer with payloads may be larger than any request. */
    private static final int ANSWER_BYTES_MAX = 2 * Limits.REQUEST_BYTES_MAX;

    private final ChannelSecurity towardsRouters;
    private final ChannelSecurity towardsWorkers;
    private final Map<String, ManagedChannel> routers = new LinkedHashMap<>();
    private final Map<String, ManagedChannel> workers = new LinkedHashMap<>(16, 0.75f, true);

    /**
     * @param towardsRouters of the public API
     * @param towardsWorkers of the cluster's inside
     */
    public Channels(ChannelSecurity towardsRouters, ChannelSecurity towardsWorkers) {
        this.towardsRouters = towardsRouters;
        this.towardsWorkers = towardsWorkers;
    }

    synchronized ManagedChannel router(String address) {
        return routers.computeIfAbsent(address, target -> open(target, towardsRouters));
    }

    synchronized ManagedChannel worker(String address) {
        ManagedChannel channel = workers.computeIfAbsent(address, target -> open(target, towardsWorkers));
        if (workers.size() > WORKERS_MAX) {
            var eldest = workers.entrySet().iterator();
            ManagedChannel unused = eldest.next().getValue();
            eldest.remove();
            unused.shutdown();
        }
        return channel;
    }

    private static ManagedChannel open(String address, ChannelSecurity security) {
        return security.applyTo(NettyChannelBuilder.forTarget(address))
                .intercept(new RequestIdClient())
                .maxInboundMessageSize(ANSWER_BYTES_MAX)
                .keepAliveTime(20, TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .build();
    }

    @Override
    public synchronized void close() {
        routers.values().forEach(ManagedChannel::shutdownNow);
        workers.values().forEach(ManagedChannel::shutdownNow);
    }
}
