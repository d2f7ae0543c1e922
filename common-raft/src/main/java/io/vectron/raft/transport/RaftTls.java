package io.vectron.raft.transport;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManagerFactory;

/** Mutual TLS contexts from key and trust managers (a Spring SSL bundle hands out exactly these). */
public final class RaftTls {
    private static final String[] PROTOCOLS = {"TLSv1.3"};

    private RaftTls() {}

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
