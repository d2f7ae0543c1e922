/**
 * The engine as a store: how fast it takes rows so that they survive a power cut, what they cost on disk and in memory, and
 * how fast it opens and recovers.
 *
 * <p>Reading order: {@link io.vectron.benchmarks.engine.EngineReport}, {@code EngineRun}, {@code Figures}.
 *
 * <p>Threading: one thread, beside the engine's own.
 */
@NullMarked
package io.vectron.benchmarks.engine;

import org.jspecify.annotations.NullMarked;
