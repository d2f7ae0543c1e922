/**
 * Folders that measurements work in and leave no trace of.
 *
 * <p>Threading: one thread.
 */
@NullMarked
package io.vectron.benchmarks.work;

import org.jspecify.annotations.NullMarked;
