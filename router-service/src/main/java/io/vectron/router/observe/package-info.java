/**
 * What a router remembers of each request while it runs, and what it counts when it ends: {@link
 * io.vectron.router.observe.RequestObserver} begins and ends an {@link io.vectron.router.observe.Observation}, which both
 * faces open and the operations fill in; {@link io.vectron.router.observe.TrafficWindow} holds the last ten seconds.
 *
 * <p>An observation travels in gRPC's context, so that it is found on the threads of a fan-out too. Safe for use by any
 * thread. Must not know a face or an operation.
 */
@NullMarked
package io.vectron.router.observe;

import org.jspecify.annotations.NullMarked;
