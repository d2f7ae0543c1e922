/**
 * Data sets that benchmarks read.
 *
 * <p>Threading: immutable.
 */
@NullMarked
package io.vectron.benchmarks.data;

import org.jspecify.annotations.NullMarked;
