/**
 * Kernels of the engine against what they took the place of.
 *
 * <p>Threading: one thread.
 */
@NullMarked
package io.vectron.benchmarks.kernel;

import org.jspecify.annotations.NullMarked;
