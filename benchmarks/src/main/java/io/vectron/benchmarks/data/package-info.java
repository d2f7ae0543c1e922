/**
 * Data sets that benchmarks read: vectors, queries and true neighbours, in the formats that they are published in.
 *
 * <p>Reading order: {@link io.vectron.benchmarks.data.Dataset}, {@code DatasetFiles}, {@code Matrix} and the formats:
 * {@code VecsFormat}, {@code NpyFormat}, {@code Hdf5File}.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package io.vectron.benchmarks.data;

import org.jspecify.annotations.NullMarked;
