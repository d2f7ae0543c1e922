package io.vectron.raft;

import com.alipay.sofa.jraft.option.ApplyTaskMode;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.option.ReadOnlyOption;

/** From our settings to JRaft's, with the reason for each value that is not JRaft's default. */
final class JRaftOptions {
    /** A heartbeat per fifth of the election timeout: two may get lost. Idle cost grows with it times groups. */
    private static final int HEARTBEATS_PER_ELECTION_TIMEOUT = 5;

    /** Spreads elections; half the timeout keeps three replicas from voting against each other again and again. */
    private static final int ELECTION_DELAY_DIVISOR = 2;

    /** 4 MiB chunks stalled behind the flow control window, 128 KiB do not. */
    private static final int SNAPSHOT_CHUNK_BYTES = 128 << 10;

    /** Unlimited by default: a leader with a dead follower kept every entry until it was out of memory. */
    private static final long LOGS_IN_MEMORY_BYTES_MAX = 16 << 20;

    private static final int BATCH_BYTES_MAX = 1 << 20;
    private static final int APPEND_BUFFER_BYTES = 256 << 10;
    private static final int BATCH_ENTRIES_MAX = 1024;

    private JRaftOptions() {}

    static void fill(NodeOptions node, RaftGroupSettings settings) {
        node.setInitialConf(Peers.configuration(settings.initialPeers()));
        node.setElectionTimeoutMs(Math.toIntExact(settings.electionTimeout().toMillis()));
        node.setSharedElectionTimer(true);
        node.setSharedVoteTimer(true);
        node.setSharedStepDownTimer(true);
        node.setSharedSnapshotTimer(true);
        node.setSharedTimerPool(true);
        node.setRpcProcessorThreadPoolSize(3);
        node.setRpcConnectTimeoutMs(1000);
        node.setSnapshotIntervalSecs(0); // our scheduler knows the log's size, JRaft's timer only the time
        node.setFilterBeforeCopyRemote(true); // a peer fetches only the files that it does not have
        node.setDisableCli(true);
        // never blocks a proposer; Proposals keeps what is in flight below the ring's size
        node.setApplyTaskMode(ApplyTaskMode.NonBlocking);
        // JRaft wants names for its own stores even where the factory makes ours
        node.setLogUri("shared");
        node.setRaftMetaUri("shared");
        node.setSnapshotUri(settings.snapshotDirectory().toString());
        fill(node.getRaftOptions(), settings);
    }

    private static void fill(RaftOptions raft, RaftGroupSettings settings) {
        int electionMillis = Math.toIntExact(settings.electionTimeout().toMillis());
        raft.setElectionHeartbeatFactor(HEARTBEATS_PER_ELECTION_TIMEOUT);
        raft.setMaxElectionDelayMs(electionMillis / ELECTION_DELAY_DIVISOR);
        raft.setDisruptorBufferSize(settings.limits().inflightProposalsMax());
        raft.setSync(true);
        raft.setSyncMeta(true);
        raft.setReplicatorPipeline(true);
        raft.setReadOnlyOptions(ReadOnlyOption.ReadOnlySafe); // leases trust the clocks
        raft.setApplyBatch(32);
        raft.setMaxEntriesSize(BATCH_ENTRIES_MAX);
        raft.setMaxBodySize(BATCH_BYTES_MAX);
        raft.setMaxAppendBufferSize(APPEND_BUFFER_BYTES);
        raft.setMaxByteCountPerRpc(SNAPSHOT_CHUNK_BYTES);
        raft.setMaxLogsInMemoryBytes(LOGS_IN_MEMORY_BYTES_MAX);
        raft.setOpenStatistics(false);
    }
}
