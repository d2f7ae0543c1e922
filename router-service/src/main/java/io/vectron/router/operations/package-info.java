/**
 * What a router does, once for gRPC and for REST: {@link io.vectron.router.operations.CollectionOperations}, {@link
 * io.vectron.router.operations.PointOperations}, and the requests they take. They check every request before anything is
 * sent, find the shards, fan out ({@link io.vectron.router.operations.ShardCalls} retries one shard inside the deadline)
 * and merge.
 *
 * <p>All types are immutable or safe for use by any thread; the operations block and run on virtual threads. Must not
 * know gRPC's server side or HTTP.
 */
@NullMarked
package io.vectron.router.operations;

import org.jspecify.annotations.NullMarked;
