/**
 * The placement driver as a process: settings, data directory, wiring, start and stop.
 *
 * <p>Reading order: {@link io.vectron.pd.PdApplication}, {@link io.vectron.pd.PdSettings}, {@code PdConfiguration}, {@code
 * PdNode} (raft's life), {@code DataDirectory} (the guard of the files). What the driver does is in the sub-packages:
 * {@code state} (replicated), {@code plan} (where replicas go), {@code soft} (heartbeats), {@code api} (gRPC).
 *
 * <p>Threads: start and stop run on Spring's thread, one after the other. Must not depend on the worker, the router or
 * the engine; no other package of the module may depend on this one.
 */
@NullMarked
package io.vectron.pd;

import org.jspecify.annotations.NullMarked;
