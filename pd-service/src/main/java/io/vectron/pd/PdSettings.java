package io.vectron.pd;

import io.vectron.pd.api.Members;
import io.vectron.pd.api.Members.Member;
import io.vectron.pd.api.PlacementMember.Timing;
import io.vectron.raft.RaftGroupSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of one member of the placement driver, {@code vectron.pd.*}. An unknown key or a value out of range stops the
 * start.
 *
 * @param dataDirectory raft log, snapshots and IDENTITY; owned by this process alone
 * @param host name or address that others reach this member by; part of its identity in raft, so it must stay the same
 * @param bindAddress address to listen on; absent for {@code host}
 * @param port of the gRPC service; 0 for any free one, which only a single member can have
 * @param raftPort of raft
 * @param managementPort of health, info and metrics; 0 for any free one
 * @param members all members as raftHost:raftPort/grpcHost:grpcPort, the same list on each; empty for this one alone
 * @param tlsDirectory folder with ca.crt, tls.crt and tls.key, the identity in the cluster; absent only with insecureDev
 * @param insecureDev serve without protection, on loopback only
 * @param workerDownAfter silence after which a worker is shown as down and its leaderships are taken from it
 * @param electionTimeout silence of the leader after which another is elected
 * @param requestTimeout longest wait for raft within one call; less than the 5 s that clients give one attempt
 * @param watchKeepAlive pause after which an idle watch gets an empty event
 * @param snapshotEntries log entries after which a snapshot is taken and the log before it goes
 */
@ConfigurationProperties(prefix = "vectron.pd", ignoreUnknownFields = false)
public record PdSettings(
        @DefaultValue("data/pd") Path dataDirectory,
        @DefaultValue("127.0.0.1") String host,
        @Nullable String bindAddress,
        @DefaultValue("7710") int port,
        @DefaultValue("7711") int raftPort,
        @DefaultValue("7712") int managementPort,
        @DefaultValue List<String> members,
        @Nullable Path tlsDirectory,
        @DefaultValue("false") boolean insecureDev,
        @DefaultValue("5s") Duration workerDownAfter,
        @DefaultValue("2s") Duration electionTimeout,
        @DefaultValue("4s") Duration requestTimeout,
        @DefaultValue("3s") Duration watchKeepAlive,
        @DefaultValue("10000") int snapshotEntries) {
    /** Less, and one missed heartbeat (they come every second) or a collection pause takes a worker down. */
    static final Duration WORKER_DOWN_AFTER_MIN = Duration.ofMillis(500);

    static final Duration WORKER_DOWN_AFTER_MAX = Duration.ofMinutes(10);
    static final Duration REQUEST_TIMEOUT_MIN = Duration.ofMillis(100);
    static final Duration REQUEST_TIMEOUT_MAX = Duration.ofMinutes(1);
    static final Duration WATCH_KEEP_ALIVE_MIN = Duration.ofMillis(100);
    static final Duration WATCH_KEEP_ALIVE_MAX = Duration.ofMinutes(1);
    static final int SNAPSHOT_ENTRIES_MAX = 10_000_000;

    public PdSettings {
        members = List.copyOf(members);
        if (host.isBlank()) {
            throw new IllegalArgumentException("vectron.pd.host is empty, expected a name or an address");
        }
        checkPort("port", port, 0);
        checkPort("raft-port", raftPort, 1);
        checkPort("management-port", managementPort, 0);
        check("worker-down-after", workerDownAfter, WORKER_DOWN_AFTER_MIN, WORKER_DOWN_AFTER_MAX);
        check(
                "election-timeout",
                electionTimeout,
                RaftGroupSettings.ELECTION_TIMEOUT_MIN,
                RaftGroupSettings.ELECTION_TIMEOUT_MAX);
        check("request-timeout", requestTimeout, REQUEST_TIMEOUT_MIN, REQUEST_TIMEOUT_MAX);
        check("watch-keep-alive", watchKeepAlive, WATCH_KEEP_ALIVE_MIN, WATCH_KEEP_ALIVE_MAX);
        if (snapshotEntries < 1 || snapshotEntries > SNAPSHOT_ENTRIES_MAX) {
            throw new IllegalArgumentException("vectron.pd.snapshot-entries must be between 1 and "
                    + SNAPSHOT_ENTRIES_MAX + ", found " + snapshotEntries);
        }
        if (port == 0 && members.size() > 1) {
            throw new IllegalArgumentException(
                    "vectron.pd.port is 0, any free port, but the other members need to know it: members " + members);
        }
        resolve(host, port, raftPort, members);
    }

    /** The members with this one among them. */
    Members allMembers() {
        return resolve(host, port, raftPort, members);
    }

    private static Members resolve(String host, int port, int raftPort, List<String> members) {
        String self = host + ":" + raftPort;
        if (members.isEmpty()) {
            return new Members(self, List.of(new Member(self, host + ":" + port)));
        }
        try {
            return new Members(self, members.stream().map(Member::parse).toList());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("vectron.pd.members: " + e.getMessage(), e);
        }
    }

    /** The address to listen on. */
    String listenAddress() {
        return bindAddress == null || bindAddress.isBlank() ? host : bindAddress;
    }

    Timing timing() {
        return new Timing(workerDownAfter, requestTimeout, watchKeepAlive);
    }

    private static void checkPort(String key, int port, int min) {
        if (port < min || port > 65_535) {
            throw new IllegalArgumentException(
                    "vectron.pd." + key + " must be between " + min + " and 65535, found " + port);
        }
    }

    private static void check(String key, Duration found, Duration min, Duration max) {
        if (found.compareTo(min) < 0 || found.compareTo(max) > 0) {
            throw new IllegalArgumentException("vectron.pd." + key + " must be between " + min.toMillis() + " ms and "
                    + max.toMillis() + " ms, found " + found.toMillis() + " ms");
        }
    }
}
