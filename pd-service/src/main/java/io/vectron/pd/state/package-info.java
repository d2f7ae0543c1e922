/**
 * The placement driver's replicated state: what it is, how commands change it, how it is snapshotted.
 *
 * <p>Reading order: {@link io.vectron.pd.state.PlacementState} (the whole map, immutable), {@link
 * io.vectron.pd.state.Transitions} (state, index, command -&gt; state, outcome; pure), {@link
 * io.vectron.pd.state.Outcome}, {@link io.vectron.pd.state.SnapshotFile} (the file format), {@link
 * io.vectron.pd.state.PlacementMachine} (the machine that raft drives).
 *
 * <p>Threads: everything but {@code PlacementMachine} is immutable or stateless. Must not read the clock, draw random
 * numbers, iterate in hash order, or depend on any other package of this module or on Spring.
 */
@NullMarked
package io.vectron.pd.state;

import org.jspecify.annotations.NullMarked;
