/**
 * Buckets: how the rows of all segments are sorted by place, how a search chooses among them, and how they are planned.
 *
 * <p>Reading order: {@link io.vectron.drift.bucket.BucketMap} (which row groups make up which bucket),
 * {@link io.vectron.drift.bucket.BucketScan} (a search) with {@code BucketWalk} (its way) and {@code CentroidIndex} (which
 * bucket is next), {@link io.vectron.drift.bucket.Calibration} and {@code StopRule} (how far it goes),
 * {@link io.vectron.drift.bucket.Calibrator} with {@code PoissonRegression} and {@code RecallCurve} (how that is found),
 * {@link io.vectron.drift.bucket.Placement} and {@link io.vectron.drift.bucket.Clustering} (where rows go).
 *
 * <p>Threading: maps are immutable; a search is one thread's; planners share their work with a team.
 *
 * <p>Depends on {@code segment}, {@code slot}, {@code query}, {@code rabitq}, {@code codec},
 * {@code kernel}.
 */
@NullMarked
package io.vectron.drift.bucket;

import org.jspecify.annotations.NullMarked;
