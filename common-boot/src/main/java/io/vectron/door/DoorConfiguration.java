package io.vectron.door;

import io.netty.handler.ssl.util.TrustManagerFactoryWrapper;
import io.vectron.tls.ClusterDoor;
import io.vectron.tls.TlsIdentity;
import java.util.Arrays;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.ssl.SslBundleRegistrar;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleKey;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.boot.ssl.SslOptions;
import org.springframework.boot.ssl.SslStoreBundle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The SSL bundles of a role, made from the doors that {@link ClusterDoorInitializer} registered. */
@Configuration(proxyBeanMethods = false)
public class DoorConfiguration {

    @Bean
    SslBundleRegistrar doorBundles(ClusterDoor cluster, ObjectProvider<PublicDoor> front) {
        return registry -> {
            cluster.identity()
                    .ifPresent(identity ->
                            registry.registerBundle(ClusterDoorInitializer.CLUSTER_BUNDLE, clusterBundle(identity)));
            front.ifAvailable(door ->
                    registry.registerBundle(ClusterDoorInitializer.PUBLIC_BUNDLE, publicBundle(door.identity())));
        };
    }

    private static SslBundle clusterBundle(TlsIdentity identity) {
        return SslBundle.of(
                SslStoreBundle.of(identity.keyStore(), identity.password(), null),
                SslBundleKey.of(identity.password()),
                SslOptions.NONE,
                "TLSv1.3",
                SslManagerBundle.of(identity.keyManagers(), onlyTls13(identity.trustManagers())));
    }

    /** The gRPC starter takes from a bundle its managers only, not its protocols: so the managers see to them. */
    private static TrustManagerFactory onlyTls13(TrustManagerFactory trust) {
        return Arrays.stream(trust.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .map(manager -> new TrustManagerFactoryWrapper(new Tls13Only(manager)))
                .orElseThrow(() -> new IllegalStateException("java has no X.509 trust manager"));
    }

    private static SslBundle publicBundle(TlsIdentity identity) {
        return SslBundle.of(
                SslStoreBundle.of(identity.keyStore(), identity.password(), null),
                SslBundleKey.of(identity.password()));
    }
}
