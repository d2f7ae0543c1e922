package io.vectron.raft;

import io.vectron.raft.transport.RaftTransportSettings;
import java.nio.file.Path;

/**
 * One process role's share in raft.
 *
 * @param host the name or address that the other hosts reach this one by; part of every peer's identity, so it must stay
 *     the same over restarts. Never a wildcard.
 * @param port of the raft RPC server
 * @param directory of the shared log; owned by this host alone, created when absent
 * @param sync whether appends are on disk before they count; false only where losing acknowledged writes is fine
 * @param applyThreads platform threads that all groups' machines share
 * @param transport connections to the peers
 */
public record RaftHostSettings(
        String host, int port, Path directory, boolean sync, int applyThreads, RaftTransportSettings transport) {
    /** Two, so that one long apply does not stop every other group, on the smallest machine. */
    public static final int APPLY_THREADS_MIN = 2;
    /** More only adds memory and context switches: applying is CPU work. */
    public static final int APPLY_THREADS_MAX = 256;

    public RaftHostSettings {
        if (host.isBlank() || host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("raft host '" + host + "', expected a name or an IPv4 address");
        }
        if (host.equals("0.0.0.0")) {
            throw new IllegalArgumentException("raft host 0.0.0.0 is no address that peers can reach");
        }
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("raft port " + port + ", expected 1 to 65535");
        }
        if (applyThreads < APPLY_THREADS_MIN || applyThreads > APPLY_THREADS_MAX) {
            throw new IllegalArgumentException(
                    "applyThreads " + applyThreads + ", expected " + APPLY_THREADS_MIN + " to " + APPLY_THREADS_MAX);
        }
    }

    /** Synced log, plaintext transport, an apply thread per core. */
    public static RaftHostSettings of(String host, int port, Path directory) {
        int threads = Math.clamp(Runtime.getRuntime().availableProcessors(), APPLY_THREADS_MIN, APPLY_THREADS_MAX);
        return new RaftHostSettings(host, port, directory, true, threads, RaftTransportSettings.PLAINTEXT);
    }

    public RaftHostSettings withSync(boolean newSync) {
        return new RaftHostSettings(host, port, directory, newSync, applyThreads, transport);
    }

    public RaftHostSettings withApplyThreads(int newApplyThreads) {
        return new RaftHostSettings(host, port, directory, sync, newApplyThreads, transport);
    }

    public RaftHostSettings withTransport(RaftTransportSettings newTransport) {
        return new RaftHostSettings(host, port, directory, sync, applyThreads, newTransport);
    }

    /** host:port, as peers write it. */
    public String address() {
        return host + ":" + port;
    }
}
