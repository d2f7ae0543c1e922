package io.vectron.raft.transport;

import io.grpc.ServerInterceptor;
import io.netty.handler.ssl.SslContext;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one host talks to the others.
 *
 * @param bindAddress the local address the server listens on; null means the host's own name
 * @param maxMessageBytes largest inbound message (an AppendEntries batch or a snapshot chunk)
 * @param flowControlWindow HTTP/2 stream and connection window in bytes
 * @param maxPendingBytesPerPeer unanswered AppendEntries bytes per peer before new ones are refused
 * @param keepAlive HTTP/2 ping period that detects a dead TCP peer
 * @param reconnectInterval longest pause between connect attempts to a failed peer (replaces gRPC's back-off)
 * @param unusedLinkTtl a peer nobody talked to for this long loses its channel
 * @param serverTls null means plaintext
 * @param clientTls null means plaintext
 * @param authority the name expected in the peer's certificate; null means the endpoint's host
 * @param interceptors for example a check of the peer certificate's identity; they see every call before raft does
 */
public record RaftTransportSettings(
        @Nullable String bindAddress,
        int maxMessageBytes,
        int flowControlWindow,
        long maxPendingBytesPerPeer,
        Duration keepAlive,
        Duration reconnectInterval,
        Duration unusedLinkTtl,
        @Nullable SslContext serverTls,
        @Nullable SslContext clientTls,
        @Nullable String authority,
        List<ServerInterceptor> interceptors) {
    /** A batch holds at most 1 MiB of entries plus one entry of 1 MiB, a snapshot chunk 128 KiB. */
    public static final int MESSAGE_BYTES_MIN = 4 << 20;

    public static final RaftTransportSettings PLAINTEXT = new RaftTransportSettings(
            null,
            8 << 20,
            8 << 20,
            64L << 20,
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofMinutes(5),
            null,
            null,
            null,
            List.of());

    public RaftTransportSettings {
        if (maxMessageBytes < MESSAGE_BYTES_MIN) {
            throw new IllegalArgumentException(
                    "maxMessageBytes " + maxMessageBytes + ", expected at least " + MESSAGE_BYTES_MIN);
        }
        if (flowControlWindow < 1 << 16) {
            throw new IllegalArgumentException("flowControlWindow " + flowControlWindow + ", expected at least 65536");
        }
        if (maxPendingBytesPerPeer < maxMessageBytes) {
            throw new IllegalArgumentException("maxPendingBytesPerPeer " + maxPendingBytesPerPeer
                    + ", expected at least maxMessageBytes, " + maxMessageBytes);
        }
        if (keepAlive.toMillis() < 1_000 || reconnectInterval.toMillis() < 50 || unusedLinkTtl.toMillis() < 1_000) {
            throw new IllegalArgumentException("keepAlive " + keepAlive + ", reconnectInterval " + reconnectInterval
                    + ", unusedLinkTtl " + unusedLinkTtl + ", expected at least 1 s, 50 ms, 1 s");
        }
        if ((serverTls == null) != (clientTls == null)) {
            throw new IllegalArgumentException("TLS is set on one side only: peers would refuse each other");
        }
        interceptors = List.copyOf(interceptors);
    }

    public RaftTransportSettings withTls(SslContext server, SslContext client, @Nullable String peerAuthority) {
        return new RaftTransportSettings(
                bindAddress,
                maxMessageBytes,
                flowControlWindow,
                maxPendingBytesPerPeer,
                keepAlive,
                reconnectInterval,
                unusedLinkTtl,
                Objects.requireNonNull(server),
                Objects.requireNonNull(client),
                peerAuthority,
                interceptors);
    }

    /** For containers, whose name may not resolve to the interface to listen on: "0.0.0.0" listens on all. */
    public RaftTransportSettings withBindAddress(String address) {
        return new RaftTransportSettings(
                address,
                maxMessageBytes,
                flowControlWindow,
                maxPendingBytesPerPeer,
                keepAlive,
                reconnectInterval,
                unusedLinkTtl,
                serverTls,
                clientTls,
                authority,
                interceptors);
    }
}
