package io.vectron.admin.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything under {@code vectron.admin}; a key that is not here stops the start.
 *
 * @param host name or address that others reach the dashboard by
 * @param bindAddress where it listens; the host when it is not set
 * @param port of the pages; 0 takes a free one
 * @param managementPort of health, info and metrics; 0 takes a free one
 * @param placement host:port of the placement driver's members
 * @param router host:port of the routers' gRPC; the next one is tried when one cannot be reached
 * @param routerCa PEM file that the routers' public certificate is checked against; without it their gRPC is plaintext
 * @param tlsDirectory folder with ca.crt, tls.crt and tls.key, the cluster identity
 * @param publicTlsDirectory folder with tls.crt and tls.key: the pages are served by HTTPS then
 * @param insecureDev no login and plaintext towards the cluster; on loopback only
 */
@ConfigurationProperties(prefix = "vectron.admin", ignoreUnknownFields = false)
public record AdminSettings(
        @DefaultValue("127.0.0.1") String host,
        @Nullable String bindAddress,
        @DefaultValue("7730") int port,
        @DefaultValue("7732") int managementPort,
        @DefaultValue("127.0.0.1:7710") List<String> placement,
        @DefaultValue("127.0.0.1:7701") List<String> router,
        @Nullable Path routerCa,
        @Nullable Path tlsDirectory,
        @Nullable Path publicTlsDirectory,
        @DefaultValue("false") boolean insecureDev,
        @DefaultValue Live live,
        @DefaultValue Session session) {
    private static final int PORT_MAX = 65_535;

    public AdminSettings {
        require(!host.isBlank(), "host", "must not be empty", host);
        require(port >= 0 && port <= PORT_MAX, "port", "must be 0 to 65535", port);
        require(
                managementPort >= 0 && managementPort <= PORT_MAX,
                "management-port",
                "must be 0 to 65535",
                managementPort);
        require(port == 0 || port != managementPort, "management-port", "must differ from port", managementPort);
        placement = addresses("placement", placement);
        router = addresses("router", router);
    }

    /**
     * The live side of the pages.
     *
     * @param sampleInterval how often the placement driver is asked
     * @param timeout of each of those questions
     * @param connectionsMax open pages that are kept live at the same time; each costs a connection
     */
    public record Live(
            @DefaultValue("1s") Duration sampleInterval,
            @DefaultValue("2s") Duration timeout,
            @DefaultValue("100") int connectionsMax) {
        public Live {
            requireDuration(sampleInterval, "live.sample-interval", Duration.ofMillis(50), Duration.ofMinutes(1));
            requireDuration(timeout, "live.timeout", Duration.ofMillis(50), Duration.ofMinutes(1));
            require(
                    connectionsMax >= 1 && connectionsMax <= 10_000,
                    "live.connections-max",
                    "must be 1 to 10000",
                    connectionsMax);
        }
    }

    /**
     * How long a login lasts.
     *
     * @param idle without a click; refreshes of an open page do not count
     * @param max since the login
     * @param keyCheck the router is asked this often whether the API key still holds
     */
    public record Session(
            @DefaultValue("30m") Duration idle,
            @DefaultValue("12h") Duration max,
            @DefaultValue("1m") Duration keyCheck) {
        public Session {
            requireDuration(idle, "session.idle", Duration.ofSeconds(1), Duration.ofDays(7));
            requireDuration(max, "session.max", Duration.ofSeconds(1), Duration.ofDays(7));
            requireDuration(keyCheck, "session.key-check", Duration.ofMillis(1), Duration.ofHours(1));
        }
    }

    private static List<String> addresses(String key, List<String> found) {
        require(!found.isEmpty(), key, "must name at least one address", found);
        found.forEach(address -> require(isAddress(address), key, "must be host:port", address));
        return List.copyOf(found);
    }

    private static boolean isAddress(String address) {
        return address.matches("[^\\s:]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+\\]:[0-9]{1,5}");
    }

    private static void requireDuration(Duration found, String key, Duration min, Duration max) {
        require(found.compareTo(min) >= 0 && found.compareTo(max) <= 0, key, "must be " + min + " to " + max, found);
    }

    private static void require(boolean holds, String key, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("vectron.admin." + key + " " + expected + ", found '" + found + "'");
        }
    }
}
