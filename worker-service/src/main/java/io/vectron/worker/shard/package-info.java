/**
 * One replica of one shard: {@link io.vectron.worker.shard.ShardReplica} joins a Raft group to a {@link
 * io.vectron.worker.shard.ShardMachine}, which applies committed batches to a drift engine inside a {@link
 * io.vectron.worker.shard.ShardDirectory}.
 *
 * <p>The Raft log is the engine's write-ahead log: the engine's durable sequence decides what is replayed. Depends on
 * {@code io.vectron.drift}, {@code io.vectron.raft} and the wire messages only.
 */
@NullMarked
package io.vectron.worker.shard;

import org.jspecify.annotations.NullMarked;
