package io.vectron.router.worker;

import io.grpc.ManagedChannel;
import io.grpc.netty.NettyChannelBuilder;
import io.netty.channel.ChannelOption;
import io.vectron.request.RequestIdClient;
import io.vectron.router.settings.RouterSettings;
import io.vectron.tls.ChannelSecurity;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One gRPC channel per worker address, shared by all calls and closed when no worker has the address any more.
 *
 * <p>Concurrency: {@code channels} is a concurrent map whose entries are made and removed atomically; a call that took a
 * channel just before it is closed is allowed to end.
 */
public final class WorkerChannels implements AutoCloseable {
    private final RouterSettings.Channel settings;
    private final ChannelSecurity security;
    private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();

    public WorkerChannels(RouterSettings.Channel settings, ChannelSecurity security) {
        this.settings = settings;
        this.security = security;
    }

    ManagedChannel channel(String address) {
        return channels.computeIfAbsent(address, this::open);
    }

    /** Lets the next call connect at once; without it gRPC waits up to minutes between attempts. */
    void retryConnectNow(String address) {
        ManagedChannel channel = channels.get(address);
        if (channel != null) {
            channel.resetConnectBackoff();
        }
    }

    /** Closes the channels to all other addresses. */
    public void retain(Set<String> addresses) {
        for (String address : Set.copyOf(channels.keySet())) {
            if (!addresses.contains(address)) {
                ManagedChannel gone = channels.remove(address);
                if (gone != null) {
                    gone.shutdown();
                }
            }
        }
    }

    /** Addresses that have a channel. */
    Set<String> addresses() {
        return Set.copyOf(channels.keySet());
    }

    private ManagedChannel open(String address) {
        return security.applyTo(NettyChannelBuilder.forTarget(address))
                .intercept(new RequestIdClient())
                .maxInboundMessageSize(settings.answerBytesMax())
                .withOption(
                        ChannelOption.CONNECT_TIMEOUT_MILLIS,
                        Math.toIntExact(settings.connect().toMillis()))
                .keepAliveTime(settings.keepAlive().toSeconds(), TimeUnit.SECONDS)
                .keepAliveTimeout(5, TimeUnit.SECONDS)
                .build();
    }

    @Override
    public void close() {
        channels.values().forEach(ManagedChannel::shutdownNow);
    }
}
