/**
 * The router: a stateless front that any number of instances can serve side by side. {@link
 * io.vectron.router.RouterApplication} starts it; {@code settings} is what can be set, {@code access} who may do what,
 * {@code map} what it knows of the cluster, {@code worker} how it calls workers, {@code operations} what it does,
 * {@code grpc} and {@code rest} its two faces. Each may use only those named before it, and the two faces not each other.
 *
 * <p>Requests run on virtual threads and block; one background thread follows the placement driver. Must not depend on
 * the engine, Raft, the placement driver's or the worker's code.
 */
@NullMarked
package io.vectron.router;

import org.jspecify.annotations.NullMarked;
