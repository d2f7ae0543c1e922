/**
 * Where replicas go: {@link io.vectron.pd.plan.CollectionSpec} checks what a caller asks for, {@link
 * io.vectron.pd.plan.PlacementPlanner} places it on {@link io.vectron.pd.plan.Candidate workers}.
 *
 * <p>Pure functions over immutable values; safe for any thread. Must not depend on any other package of this module, on
 * raft or on Spring.
 */
@NullMarked
package io.vectron.pd.plan;

import org.jspecify.annotations.NullMarked;
