/**
 * The engine behind {@code Drift}: it joins log, memtables, slots, buckets and manifest.
 *
 * <p>Reading order: {@link io.vectron.drift.engine.Engine} (what callers do), {@code EngineState} (what is shared, and its
 * locks), {@code View} and {@code Version} (what a reader pins), {@code Writer}, {@code Lookup}, {@code Searcher},
 * {@code Maintenance} (flushes, compactions, calibrations) with {@code CompactionPlan}, {@code Compaction} and its
 * {@code WorkLog}, {@code Commits} (the steps that make them durable, in order), {@code Recovery},
 * {@link io.vectron.drift.engine.ProcessResources}.
 *
 * <p>Threading: one writer lock, one commit lock, one flush lock, taken in the order flush, commit, writer. Readers take
 * none: they pin a version.
 *
 * <p>Depends on all other packages of the engine; only {@code Drift} and {@code DriftResources} depend on it.
 */
@NullMarked
package io.vectron.drift.engine;

import org.jspecify.annotations.NullMarked;
