/**
 * The worker: hosts one Raft group per shard replica, each over a drift engine.
 *
 * <p>Reading order: {@link io.vectron.worker.WorkerApplication} wires the parts; {@code shard} is one replica; {@code
 * hosting} keeps the running replicas equal to the assignments; {@code membership} talks to the placement driver; {@code
 * api} answers routers.
 *
 * <p>Threads: gRPC handlers run on virtual threads; searches run on a small pool of platform threads, because virtual
 * threads are not time-sliced and a long scan would hold up Raft's; applying runs on the Raft host's platform threads.
 * Must not depend on the placement driver or the router.
 */
@NullMarked
package io.vectron.worker;

import org.jspecify.annotations.NullMarked;
