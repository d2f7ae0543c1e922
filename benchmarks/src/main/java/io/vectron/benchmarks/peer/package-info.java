/**
 * Other indexes that the engine is measured against, each built and run as its own project means it to be.
 *
 * <p>Threading: one thread.
 */
@NullMarked
package io.vectron.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
