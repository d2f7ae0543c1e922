package io.vectron.raft;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One replica of one group.
 *
 * @param groupId the same on every replica: a letter, then letters, digits, '-' and '_'
 * @param logId key of this group in the host's shared log, at least 0; unique on the host, never used again for another
 *     group
 * @param initialPeers host:port of the voters of a group that is created now; empty to join an existing group, whose
 *     leader then adds this replica. Ignored once the log holds a configuration.
 * @param snapshotDirectory owned by this replica alone, on the file system of the machine's data, so that snapshots are
 *     hard links
 * @param electionTimeout silence of the leader after which others stand for election; heartbeats go out five times as
 *     often
 * @param proposalTimeout after which a proposal's future fails with {@link ProposalTimeoutException}
 * @param snapshotPolicy when the host takes snapshots by itself
 * @param limits bounds of what is in flight
 */
public record RaftGroupSettings(
        String groupId,
        long logId,
        List<String> initialPeers,
        Path snapshotDirectory,
        Duration electionTimeout,
        Duration proposalTimeout,
        SnapshotPolicy snapshotPolicy,
        Limits limits) {
    /** Below this, a garbage collection pause or a slow fsync costs the leadership. */
    public static final Duration ELECTION_TIMEOUT_MIN = Duration.ofMillis(500);

    public static final Duration ELECTION_TIMEOUT_MAX = Duration.ofMinutes(2);
    /** Right for a host with hundreds of groups: heartbeats every 2 s. */
    public static final Duration ELECTION_TIMEOUT_DEFAULT = Duration.ofSeconds(10);

    public static final Duration PROPOSAL_TIMEOUT_DEFAULT = Duration.ofSeconds(10);

    private static final Pattern GROUP_ID = Pattern.compile("[a-zA-Z][a-zA-Z0-9_-]*");

    /**
     * A snapshot is taken when either bound is passed since the last one; the log before the snapshot before it goes.
     *
     * @param entries log entries, or {@link Long#MAX_VALUE} for never
     * @param bytes command bytes appended by this replica, or {@link Long#MAX_VALUE} for never
     */
    public record SnapshotPolicy(long entries, long bytes) {
        public static final SnapshotPolicy DEFAULT = new SnapshotPolicy(100_000, 64L << 20);
        public static final SnapshotPolicy NEVER = new SnapshotPolicy(Long.MAX_VALUE, Long.MAX_VALUE);

        public SnapshotPolicy {
            if (entries < 1 || bytes < 1) {
                throw new IllegalArgumentException(
                        "snapshot every " + entries + " entries or " + bytes + " bytes, expected at least 1 of each");
            }
        }
    }

    /**
     * @param inflightProposalsMax unanswered proposals; also the size of JRaft's rings, hence a power of two
     * @param inflightBytesMax bytes of unanswered proposals
     */
    public record Limits(int inflightProposalsMax, long inflightBytesMax) {
        /** 256 of 1 KiB in flight saturate two cores; four rings of it cost 50 KiB per group. */
        public static final Limits DEFAULT = new Limits(256, 16L << 20);

        public Limits {
            if (inflightProposalsMax < 16
                    || inflightProposalsMax > 65_536
                    || Integer.bitCount(inflightProposalsMax) != 1) {
                throw new IllegalArgumentException(
                        "inflightProposalsMax " + inflightProposalsMax + ", expected a power of two from 16 to 65536");
            }
            if (inflightBytesMax < RaftGroup.COMMAND_BYTES_MAX) {
                throw new IllegalArgumentException("inflightBytesMax " + inflightBytesMax + ", expected at least "
                        + RaftGroup.COMMAND_BYTES_MAX + ", one command of the largest size");
            }
        }
    }

    public RaftGroupSettings {
        if (!GROUP_ID.matcher(groupId).matches()) {
            throw new IllegalArgumentException("group id '" + groupId + "' does not match " + GROUP_ID.pattern());
        }
        if (logId < 0) {
            throw new IllegalArgumentException("log id " + logId + " of group " + groupId + ", expected at least 0");
        }
        initialPeers = List.copyOf(initialPeers);
        initialPeers.forEach(Peers::check);
        if (electionTimeout.compareTo(ELECTION_TIMEOUT_MIN) < 0
                || electionTimeout.compareTo(ELECTION_TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("electionTimeout " + electionTimeout + " of group " + groupId
                    + ", expected " + ELECTION_TIMEOUT_MIN + " to " + ELECTION_TIMEOUT_MAX);
        }
        if (proposalTimeout.toMillis() < 1) {
            throw new IllegalArgumentException("proposalTimeout " + proposalTimeout + " of group " + groupId);
        }
    }

    /** Defaults for a shard: 10 s election timeout, snapshots by {@link SnapshotPolicy#DEFAULT}. */
    public static RaftGroupSettings of(String groupId, long logId, List<String> initialPeers, Path snapshotDirectory) {
        return new RaftGroupSettings(
                groupId,
                logId,
                initialPeers,
                snapshotDirectory,
                ELECTION_TIMEOUT_DEFAULT,
                PROPOSAL_TIMEOUT_DEFAULT,
                SnapshotPolicy.DEFAULT,
                Limits.DEFAULT);
    }

    public RaftGroupSettings withElectionTimeout(Duration timeout) {
        return new RaftGroupSettings(
                groupId, logId, initialPeers, snapshotDirectory, timeout, proposalTimeout, snapshotPolicy, limits);
    }

    public RaftGroupSettings withProposalTimeout(Duration timeout) {
        return new RaftGroupSettings(
                groupId, logId, initialPeers, snapshotDirectory, electionTimeout, timeout, snapshotPolicy, limits);
    }

    public RaftGroupSettings withSnapshotPolicy(SnapshotPolicy policy) {
        return new RaftGroupSettings(
                groupId, logId, initialPeers, snapshotDirectory, electionTimeout, proposalTimeout, policy, limits);
    }

    public RaftGroupSettings withLimits(Limits newLimits) {
        return new RaftGroupSettings(
                groupId,
                logId,
                initialPeers,
                snapshotDirectory,
                electionTimeout,
                proposalTimeout,
                snapshotPolicy,
                newLimits);
    }
}
