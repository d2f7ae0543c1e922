/**
 * Arithmetic on vectors, what selects the nearest ones, and threads that share work.
 *
 * <p>Reading order: {@link io.vectron.drift.kernel.Kernels} (what there is to compute),
 * {@link io.vectron.drift.kernel.VectorKernels} and its slow twin {@link io.vectron.drift.kernel.ScalarKernels}, then
 * {@link io.vectron.drift.kernel.Packed}, the heaps and
 * {@link io.vectron.drift.kernel.Candidates} over packed longs, {@link io.vectron.drift.kernel.VectorWidth},
 * {@link io.vectron.drift.kernel.Team}.
 *
 * <p>Threading: kernels are stateless; heaps and candidates belong to one thread; a team may be used by any.
 *
 * <p>Depends on the JDK only.
 */
@NullMarked
package io.vectron.drift.kernel;

import org.jspecify.annotations.NullMarked;
