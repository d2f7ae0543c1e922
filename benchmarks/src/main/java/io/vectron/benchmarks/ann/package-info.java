/**
 * Approximate nearest neighbours: how much is found how fast, by the engine and by others on the same vectors.
 *
 * <p>Reading order: {@link io.vectron.benchmarks.ann.AnnBenchmark}, {@code Truth} with {@code ExactNeighbors}, {@code Contest},
 * {@code Curve}; then {@code AnnResult}, which {@code AnnTables} and {@code AnnPage} show.
 *
 * <p>Threading: one thread, but for {@code ExactNeighbors}. The contestants are processes of their own.
 */
@NullMarked
package io.vectron.benchmarks.ann;

import org.jspecify.annotations.NullMarked;
