package io.vectron.cli.client;

import io.grpc.ClientInterceptor;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import io.vectron.tls.ChannelSecurity;
import java.util.Optional;

/**
 * How a client comes to a router.
 *
 * @param security of the connection
 * @param apiKey sent with every call; empty for a router that needs none
 */
public record Credentials(ChannelSecurity security, Optional<String> apiKey) {
    /** For a router that runs insecure-dev. */
    public static final Credentials NONE = new Credentials(ChannelSecurity.PLAINTEXT, Optional.empty());

    private static final Metadata.Key<String> AUTHORIZATION =
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

    ClientInterceptor interceptor() {
        Metadata headers = new Metadata();
        apiKey.ifPresent(key -> headers.put(AUTHORIZATION, "Bearer " + key));
        return MetadataUtils.newAttachHeadersInterceptor(headers);
    }

    /** Without the key: records print all they hold otherwise. */
    @Override
    public String toString() {
        return "Credentials[" + (security.isPlaintext() ? "plaintext" : "TLS") + (apiKey.isPresent() ? ", key]" : "]");
    }
}
