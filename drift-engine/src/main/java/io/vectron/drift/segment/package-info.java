/**
 * The immutable files of level 1: rows grouped into buckets, 8-bit codes to scan, exact vectors to re-rank.
 *
 * <p>Reading order: {@link io.vectron.drift.segment.SegmentFormat} (byte tables),
 * {@link io.vectron.drift.segment.SegmentWriter} with {@code Clustering} and {@code Calibrator},
 * {@link io.vectron.drift.segment.SegmentReader}, {@link io.vectron.drift.segment.DeathTable},
 * {@link io.vectron.drift.segment.Segment} (a mapped file, its dead rows and its reference count),
 * {@link io.vectron.drift.segment.SegmentScan}.
 *
 * <p>Threading: files never change; dead rows are marked by the one writer and read without locks; a segment is unmapped
 * by whoever drops its last reference.
 *
 * <p>Depends on {@code kernel}, {@code query}, {@code storage} and the public values of {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.segment;

import org.jspecify.annotations.NullMarked;
