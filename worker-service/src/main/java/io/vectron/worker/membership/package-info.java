/**
 * This worker as a member of the cluster: {@link io.vectron.worker.membership.PlacementSession} registers with the
 * placement driver, sends heartbeats and takes assignments from their answers.
 *
 * <p>One virtual thread. Depends on {@code hosting}.
 */
@NullMarked
package io.vectron.worker.membership;

import org.jspecify.annotations.NullMarked;
