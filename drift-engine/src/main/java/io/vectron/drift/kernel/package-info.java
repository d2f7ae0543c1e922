/**
 * Arithmetic on vectors and the small heaps that select the nearest ones.
 *
 * <p>Reading order: {@link io.vectron.drift.kernel.Kernels} (what there is to compute),
 * {@link io.vectron.drift.kernel.VectorKernels} and its slow twin {@link io.vectron.drift.kernel.ScalarKernels}, then
 * {@link io.vectron.drift.kernel.Packed} and the heaps over packed longs.
 *
 * <p>Threading: kernels are stateless; heaps belong to one thread.
 *
 * <p>Depends on the JDK only.
 */
@NullMarked
package io.vectron.drift.kernel;

import org.jspecify.annotations.NullMarked;
