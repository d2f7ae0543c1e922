/**
 * Measurements behind the figures that the manuals publish: {@code ./vectron bench}.
 *
 * <p>Reading order: {@link io.vectron.benchmarks.Main}, {@code ann}, {@code engine}, {@code codec}. JMH classes measure one
 * operation on data made for it; reports measure whole files of vectors.
 *
 * <p>Threading: one thread, unless a class says otherwise. Nothing here is used in production.
 */
@NullMarked
package io.vectron.benchmarks;

import org.jspecify.annotations.NullMarked;
