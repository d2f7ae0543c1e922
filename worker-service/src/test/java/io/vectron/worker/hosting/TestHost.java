package io.vectron.worker.hosting;

import io.vectron.drift.DriftResources;
import io.vectron.proto.internal.v1.ReplicaFacts;
import io.vectron.raft.RaftGroupSettings;
import io.vectron.raft.RaftHost;
import io.vectron.raft.RaftHostSettings;
import io.vectron.worker.shard.ReplicaSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link ShardHost} over real disk and real Raft, as the worker's application wires it. */
final class TestHost implements AutoCloseable {
    private static final String LOOPBACK = "127.0.0.1";

    final AtomicInteger roleChanges = new AtomicInteger();
    final WorkerDirectory directory;
    final RaftHost raft;
    final ShardHost shards;
    private final DriftResources resources;

    /** Stores nothing to open yet: {@link ShardHost#openStored} is the test's to call. */
    TestHost(Path root, int raftPort, long memtableBytesMax) {
        directory = WorkerDirectory.open(root);
        resources = DriftResources.createDefault();
        raft = RaftHost.start(RaftHostSettings.of(LOOPBACK, raftPort, directory.raft()));
        ReplicaSettings settings =
                new ReplicaSettings(Duration.ofMillis(500), RaftGroupSettings.SnapshotPolicy.NEVER, memtableBytesMax);
        shards = new ShardHost(directory, settings, resources, raft, roleChanges::incrementAndGet);
    }

    static String raftAddress(int raftPort) {
        return LOOPBACK + ":" + raftPort;
    }

    ReplicaFacts facts(long shardId) {
        return shards.facts().stream()
                .filter(facts -> facts.getShardId() == shardId)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no facts of shard " + shardId + " in " + shards.facts()));
    }

    @Override
    public void close() {
        shards.close();
        raft.close();
        resources.close();
        directory.close();
    }
}
