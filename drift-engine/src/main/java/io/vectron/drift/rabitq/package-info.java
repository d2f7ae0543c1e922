/**
 * RaBitQ: one bit per dimension and row, from which squared distances and inner products are estimated without bias and with
 * a known error. "RaBitQ: Quantizing High-Dimensional Vectors with a Theoretical Error Bound for Approximate Nearest
 * Neighbor Search" (Gao, Long, SIGMOD 2024, arXiv 2405.12497).
 *
 * <p>Rows are coded relative to a centroid. Both are turned by one random rotation first, so that no direction is special;
 * a code says on which side of the centroid the row lies in each rotated dimension. A query is turned once and gives one
 * table of sums for four dimensions each, with which 64 rows are scanned at a time.
 *
 * <p>Reading order: {@link io.vectron.drift.rabitq.Rotation}, {@link io.vectron.drift.rabitq.BlockFormat} (64 rows in
 * memory), {@link io.vectron.drift.rabitq.BlockEncoder} (how a row gets there), {@link io.vectron.drift.rabitq.BlockScan} (a
 * query), {@link io.vectron.drift.rabitq.RabitqKernels} with its two implementations.
 *
 * <p>Threading: rotations are immutable; encoders and scans belong to one thread.
 *
 * <p>Depends on {@code kernel} only.
 */
@NullMarked
package io.vectron.drift.rabitq;

import org.jspecify.annotations.NullMarked;
