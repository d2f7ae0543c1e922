package io.vectron.tls;

import io.grpc.netty.NettyChannelBuilder;
import io.netty.handler.ssl.SslContext;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How gRPC channels are protected. Immutable; one instance serves any number of channels. */
public final class ChannelSecurity {
    /** None at all: for loopback and tests. */
    public static final ChannelSecurity PLAINTEXT = new ChannelSecurity(null);

    private final @Nullable SslContext context;

    private ChannelSecurity(@Nullable SslContext context) {
        this.context = context;
    }

    /** Mutual TLS as the process of this identity. */
    public static ChannelSecurity of(TlsIdentity identity) {
        return new ChannelSecurity(identity.clientContext());
    }

    /**
     * Mutual TLS with {@code ca.crt}, {@code tls.crt} and {@code tls.key} of a folder.
     *
     * @throws TlsException naming what is wrong with which file
     */
    public static ChannelSecurity ofDirectory(Path directory) {
        return of(TlsIdentity.load(directory));
    }

    /**
     * TLS to a public server whose certificate was issued by a CA of this PEM file.
     *
     * @throws TlsException naming what is wrong with the file
     */
    public static ChannelSecurity trusting(Path caFile) {
        return new ChannelSecurity(TlsIdentity.trusting(caFile));
    }

    public boolean isPlaintext() {
        return context == null;
    }

    /** Protects the channel; with TLS, the server's certificate has to name the host of the channel's target. */
    public NettyChannelBuilder applyTo(NettyChannelBuilder builder) {
        return context == null ? builder.usePlaintext() : builder.sslContext(Objects.requireNonNull(context));
    }
}
