package io.vectron.worker;

import io.vectron.raft.RaftGroupSettings;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of a worker, prefix {@code vectron.worker}; a value out of range stops the start.
 *
 * @param dataDirectory everything this worker keeps; owned by one process at a time
 * @param host the name or address under which routers and other workers reach this one; part of its Raft identity, so it
 *     must stay the same once the worker holds replicas
 * @param bindAddress address to listen on; absent for {@code host}
 * @param port of the gRPC service
 * @param raftPort of the Raft transport; must stay the same like {@code host}
 * @param managementPort of health, info and metrics; 0 takes a free one
 * @param placement host:port of the placement driver's members
 * @param tlsDirectory folder with ca.crt, tls.crt and tls.key, the identity in the cluster; absent only with insecureDev
 * @param insecureDev serve without protection, on loopback only
 * @param labels region, zone and rack, for the spread of replicas
 * @param capacity share of the load relative to the other workers
 * @param heartbeatInterval between heartbeats to the placement driver
 * @param electionTimeout silence of a shard's leader after which another replica stands for election
 * @param snapshotLogEntries log entries of a shard after which it takes a snapshot and its log is cut
 * @param snapshotLogBytes the same in bytes
 * @param memtableBytesMax of one shard before its memtable is flushed
 * @param searchThreads platform threads that run searches; 0 means one per core
 * @param searchQueueMax searches that may wait for a thread before new ones are refused with OVERLOADED
 */
@Validated
@ConfigurationProperties(prefix = "vectron.worker", ignoreUnknownFields = false)
public record WorkerSettings(
        Path dataDirectory,
        @NotBlank String host,
        @Nullable String bindAddress,
        @Min(1) @Max(65_535) int port,
        @Min(1) @Max(65_535) int raftPort,
        @Min(0) @Max(65_535) int managementPort,
        @NotEmpty List<String> placement,
        @Nullable Path tlsDirectory,
        @DefaultValue("false") boolean insecureDev,
        @DefaultValue Map<String, String> labels,
        @DefaultValue("1") @DecimalMin("0.01") double capacity,
        @DefaultValue("1s") Duration heartbeatInterval,
        @DefaultValue("3s") Duration electionTimeout,
        @DefaultValue("100000") @Min(100) long snapshotLogEntries,
        @DefaultValue("268435456") @Min(1 << 20) long snapshotLogBytes,
        @DefaultValue("67108864") @Min(1 << 20) long memtableBytesMax,
        @DefaultValue("0") @Min(0) @Max(1024) int searchThreads,
        @DefaultValue("1024") @Min(1) @Max(1_000_000) int searchQueueMax) {

    private static final Duration HEARTBEAT_INTERVAL_MIN = Duration.ofMillis(50);
    private static final Duration HEARTBEAT_INTERVAL_MAX = Duration.ofSeconds(10);

    public WorkerSettings {
        if (electionTimeout.compareTo(RaftGroupSettings.ELECTION_TIMEOUT_MIN) < 0
                || electionTimeout.compareTo(RaftGroupSettings.ELECTION_TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("vectron.worker.election-timeout is " + electionTimeout + ", expected "
                    + RaftGroupSettings.ELECTION_TIMEOUT_MIN + " to " + RaftGroupSettings.ELECTION_TIMEOUT_MAX);
        }
        placement = List.copyOf(placement);
        labels = Map.copyOf(labels);
        if (heartbeatInterval.compareTo(HEARTBEAT_INTERVAL_MIN) < 0
                || heartbeatInterval.compareTo(HEARTBEAT_INTERVAL_MAX) > 0) {
            throw new IllegalArgumentException("vectron.worker.heartbeat-interval is " + heartbeatInterval
                    + ", expected " + HEARTBEAT_INTERVAL_MIN + " to " + HEARTBEAT_INTERVAL_MAX);
        }
    }

    public String address() {
        return host + ":" + port;
    }

    public String raftAddress() {
        return host + ":" + raftPort;
    }

    /** The address to listen on. */
    String listenAddress() {
        return bindAddress == null || bindAddress.isBlank() ? host : bindAddress;
    }

    /** Threads that run searches. */
    public int effectiveSearchThreads() {
        return searchThreads > 0
                ? searchThreads
                : Math.max(2, Runtime.getRuntime().availableProcessors());
    }
}
