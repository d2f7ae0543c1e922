/**
 * Tests of whole clusters: every role in a process of its own on loopback, killed and restarted for real.
 *
 * <p>{@link io.vectron.system.ClusterFixture} starts and stops the processes, {@link io.vectron.system.VectronProcess} is one of
 * them, {@link io.vectron.system.Oracle} remembers what was acknowledged.
 */
@NullMarked
package io.vectron.system;

import org.jspecify.annotations.NullMarked;
