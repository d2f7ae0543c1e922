package io.vectron.raft.transport;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.util.function.Supplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** Mutual TLS contexts from key and trust managers (a Spring SSL bundle hands out exactly these). */
public final class RaftTls {
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private RaftTls() {}

    /**
     * Mutual TLS on both sides of a host's transport; peers' certificates have to name the host that they are reached by.
     *
     * @param keys asked once for each side, as is {@code trust}: factories are not to be shared between contexts
     */
    public static RaftTransportSettings protect(
            RaftTransportSettings plain, Supplier<KeyManagerFactory> keys, Supplier<TrustManagerFactory> trust) {
        try {
            return plain.withTls(server(keys.get(), trust.get()), client(keys.get(), trust.get()), null);
        } catch (SSLException e) {
            throw new IllegalStateException("java cannot serve " + PROTOCOLS[0] + " with this key: " + e, e);
        }
    }

    public static SslContext server(KeyManagerFactory keys, TrustManagerFactory trust) throws SSLException {
        return GrpcSslContexts.configure(SslContextBuilder.forServer(keys), SslProvider.JDK)
                .trustManager(trust)
                .clientAuth(ClientAuth.REQUIRE)
                .protocols(PROTOCOLS)
                .build();
    }

    public static SslContext client(KeyManagerFactory keys, TrustManagerFactory trust) throws SSLException {
        return GrpcSslContexts.configure(SslContextBuilder.forClient(), SslProvider.JDK)
                .keyManager(keys)
                .trustManager(trust)
                .protocols(PROTOCOLS)
                .build();
    }
}
