/**
 * How workers and routers talk to the placement driver: {@link io.vectron.placement.PlacementClient} keeps one channel
 * to each member, follows the leader and retries what is safe to retry.
 *
 * <p>Safe for use by any thread. Depends on {@code io.vectron.errors} and the generated messages only.
 */
@NullMarked
package io.vectron.placement;

import org.jspecify.annotations.NullMarked;
