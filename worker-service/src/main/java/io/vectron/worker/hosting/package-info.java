/**
 * The set of replicas that this worker runs: {@link io.vectron.worker.hosting.ShardHost} keeps it equal to the
 * assignments, inside the directory that {@link io.vectron.worker.hosting.WorkerDirectory} guards.
 *
 * <p>Depends on {@code shard}. Must not know gRPC services or the placement driver.
 */
@NullMarked
package io.vectron.worker.hosting;

import org.jspecify.annotations.NullMarked;
