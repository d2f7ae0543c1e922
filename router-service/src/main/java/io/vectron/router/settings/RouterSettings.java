package io.vectron.router.settings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Everything under {@code vectron.router}; a key that is not here stops the start.
 *
 * @param host name or address that others reach this router by
 * @param bindAddress address that both ports listen on; absent for {@code host}
 * @param restPort port of REST, OpenAPI and health; 0 takes a free one
 * @param grpcPort port of the gRPC services; 0 takes a free one
 * @param managementPort port of health, info and metrics; 0 takes a free one
 * @param placement host:port of the placement driver's members
 * @param tlsDirectory folder with ca.crt, tls.crt and tls.key, the identity in the cluster; absent only with insecureDev
 * @param insecureDev internal connections without protection and no API keys needed, on loopback only
 * @param apiKeysFile lines of API keys, see docs/security.md; may come by the environment's VECTRON_API_KEYS instead
 * @param publicTlsDirectory folder with tls.crt and tls.key, for TLS on both ports; absent for plaintext
 * @param slowRequest a request that takes longer is logged by the logger {@code vectron.slow}; 0 for none
 */
@ConfigurationProperties(prefix = "vectron.router", ignoreUnknownFields = false)
public record RouterSettings(
        @DefaultValue("127.0.0.1") String host,
        @Nullable String bindAddress,
        @DefaultValue("7700") int restPort,
        @DefaultValue("7701") int grpcPort,
        @DefaultValue("7702") int managementPort,
        @DefaultValue("127.0.0.1:7710") List<String> placement,
        @Nullable Path tlsDirectory,
        @DefaultValue("false") boolean insecureDev,
        @Nullable Path apiKeysFile,
        @Nullable Path publicTlsDirectory,
        @DefaultValue("1s") Duration slowRequest,
        @DefaultValue Timeouts timeouts,
        @DefaultValue Breaker breaker,
        @DefaultValue Channel channel) {
    private static final int PORT_MAX = 65_535;

    public RouterSettings {
        require(!host.isBlank(), "host", "must not be empty", host);
        require(restPort >= 0 && restPort <= PORT_MAX, "rest-port", "must be 0 to 65535", restPort);
        require(grpcPort >= 0 && grpcPort <= PORT_MAX, "grpc-port", "must be 0 to 65535", grpcPort);
        require(
                managementPort >= 0 && managementPort <= PORT_MAX,
                "management-port",
                "must be 0 to 65535",
                managementPort);
        require(!slowRequest.isNegative(), "slow-request", "must not be negative", slowRequest);
        require(!placement.isEmpty(), "placement", "must name at least one member", placement);
        placement.forEach(member -> require(isAddress(member), "placement", "must be host:port", member));
        placement = List.copyOf(placement);
    }

    /**
     * How long the router waits for others.
     *
     * @param placement one operation of the placement driver
     * @param mapCatchUp after creating or deleting a collection, for the router's own map and the shards' leaders
     * @param shutdown for running requests when the router stops
     */
    public record Timeouts(
            @DefaultValue("10s") Duration placement,
            @DefaultValue("10s") Duration mapCatchUp,
            @DefaultValue("10s") Duration shutdown) {
        public Timeouts {
            requireMillis(placement, "timeouts.placement");
            requireMillis(mapCatchUp, "timeouts.map-catch-up");
            requireMillis(shutdown, "timeouts.shutdown");
        }
    }

    /**
     * The circuit breaker of each worker.
     *
     * @param window number of the last calls that are looked at
     * @param callsMin calls in the window before the breaker may open
     * @param failurePercent share of failures that opens it
     * @param open how long it stays open before a few calls are let through
     * @param slowAfter a call that ran into its deadline counts as the worker's failure only when it had this long;
     *     otherwise callers with tiny timeouts would shut healthy workers off
     */
    public record Breaker(
            @DefaultValue("20") int window,
            @DefaultValue("5") int callsMin,
            @DefaultValue("50") int failurePercent,
            @DefaultValue("2s") Duration open,
            @DefaultValue("1s") Duration slowAfter) {
        public Breaker {
            require(window >= 1 && window <= 1_000, "breaker.window", "must be 1 to 1000", window);
            require(callsMin >= 1 && callsMin <= window, "breaker.calls-min", "must be 1 to window", callsMin);
            require(
                    failurePercent >= 1 && failurePercent <= 100,
                    "breaker.failure-percent",
                    "must be 1 to 100",
                    failurePercent);
            requireMillis(open, "breaker.open");
            requireMillis(slowAfter, "breaker.slow-after");
        }
    }

    /**
     * The connection to each worker.
     *
     * @param answerBytesMax largest answer of one shard; it is held in memory until the shards are merged
     * @param connect how long making the connection may take
     * @param keepAlive after this long without a sign of a worker that owes an answer it is pinged
     */
    public record Channel(
            @DefaultValue("134217728") int answerBytesMax,
            @DefaultValue("2s") Duration connect,
            @DefaultValue("20s") Duration keepAlive) {
        private static final int ANSWER_BYTES_MIN = 1 << 20;

        public Channel {
            require(
                    answerBytesMax >= ANSWER_BYTES_MIN,
                    "channel.answer-bytes-max",
                    "must be at least " + ANSWER_BYTES_MIN,
                    answerBytesMax);
            requireMillis(connect, "channel.connect");
            require(
                    keepAlive.toSeconds() >= 10,
                    "channel.keep-alive",
                    "must be at least 10 s, more often is refused by gRPC servers",
                    keepAlive);
        }
    }

    private static boolean isAddress(String address) {
        return address.matches("[^\\s:]+:[0-9]{1,5}|\\[[0-9a-fA-F:]+\\]:[0-9]{1,5}");
    }

    private static void requireMillis(Duration found, String key) {
        require(
                found.toMillis() >= 1 && found.compareTo(Duration.ofHours(1)) <= 0,
                key,
                "must be 1 ms to 1 hour",
                found);
    }

    private static void require(boolean holds, String key, String expected, Object found) {
        if (!holds) {
            throw new IllegalArgumentException("vectron.router." + key + " " + expected + ", found '" + found + "'");
        }
    }
}
