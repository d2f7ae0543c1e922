/**
 * Buckets: how the rows of all segments are sorted by place, how a search chooses among them, and how they are planned.
 *
 * <p>Reading order: {@link io.vectron.drift.bucket.BucketMap} (which row groups make up which bucket),
 * {@link io.vectron.drift.bucket.BucketScan} (a search), {@link io.vectron.drift.bucket.Calibration} (how far it goes) and
 * {@link io.vectron.drift.bucket.Calibrator}, {@link io.vectron.drift.bucket.Placement} and
 * {@link io.vectron.drift.bucket.Clustering} (where rows go).
 *
 * <p>Threading: maps are immutable; scans and planners are used by one thread.
 *
 * <p>Depends on {@code segment}, {@code slot}, {@code query}, {@code kernel}.
 */
@NullMarked
package io.vectron.drift.bucket;

import org.jspecify.annotations.NullMarked;
