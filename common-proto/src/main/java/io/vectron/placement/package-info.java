/**
 * How workers and routers talk to the placement driver: {@link io.vectron.placement.PlacementClient} keeps one channel
 * to each member, follows the leader and retries what is safe to retry; {@link io.vectron.placement.Announcer} tells it
 * that a service runs.
 *
 * <p>Safe for use by any thread. Depends on {@code io.vectron.errors}, {@code io.vectron.request}, {@code
 * io.vectron.tls} and the generated messages only.
 */
@NullMarked
package io.vectron.placement;

import org.jspecify.annotations.NullMarked;
