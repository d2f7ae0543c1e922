package io.vectron.worker.shard;

import io.vectron.raft.RaftGroupSettings;
import java.time.Duration;

/**
 * What all replicas of a worker share.
 *
 * @param electionTimeout of the shards' Raft groups
 * @param snapshotPolicy when a shard takes a snapshot and its log is cut
 * @param memtableBytesMax of one shard before its memtable is flushed
 */
public record ReplicaSettings(
        Duration electionTimeout, RaftGroupSettings.SnapshotPolicy snapshotPolicy, long memtableBytesMax) {}
