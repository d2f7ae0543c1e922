/**
 * The engine behind {@code Drift}: it joins log, memtables, slots, buckets and manifest.
 *
 * <p>Reading order: {@link io.vectron.drift.engine.Engine} (what callers do), {@code EngineState} (what is shared, and its
 * locks), {@code View} and {@code Version} (what a reader pins), {@code Writer}, {@code Lookup}, {@code Searcher},
 * {@code Maintenance} (flushes, compactions, calibrations) with {@code CompactionPlan}, {@code Compaction} and its
 * {@code WorkLog}, {@code IdleFlush}, {@code FullDisk} and {@code BackOff}, {@code Commits} (the steps that make them durable, in order), {@code Recovery}, {@code BulkBuild},
 * {@link io.vectron.drift.engine.ProcessResources} and its {@code WarmUp}.
 *
 * <p>Threading: one writer lock, one commit lock, one flush lock, taken in the order flush, commit, writer. Readers take
 * none: they pin a version.
 *
 * <p>Failures: a full disk is told apart from a failing one by {@link io.vectron.drift.storage.DiskFullException}. It stops
 * nothing: {@code Maintenance} removes what it had begun, keeps the inputs, and tries again after {@code BackOff}; {@code
 * FullDisk} says what waits, and so whether writes are refused. Everything else that storage fails with, and any failed sync
 * of the directory or of the log, stops the engine for all but reads: {@code EngineState.fail}. A bug stops reads too.
 *
 * <p>Depends on all other packages of the engine; only {@code Drift} and {@code DriftResources} depend on it.
 */
@NullMarked
package io.vectron.drift.engine;

import org.jspecify.annotations.NullMarked;
