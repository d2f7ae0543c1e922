/**
 * The immutable files of level 1: rows grouped into buckets, 8-bit codes to scan, exact vectors to re-rank.
 *
 * <p>Reading order: {@code SegmentFormat} (byte tables) with {@code IdTableFormat}, {@link io.vectron.drift.segment.RowSource}
 * and {@link io.vectron.drift.segment.RowGroup} (what is written), {@link io.vectron.drift.segment.SegmentWriter} with
 * {@code ResidualCodes}, {@code SegmentReader}, {@link io.vectron.drift.segment.Segment} (a mapped file and its live counts),
 * {@link io.vectron.drift.segment.CodeScan}.
 *
 * <p>Threading: files never change and may be read by any number of threads; live counts are written by the one writer.
 * Who closes a segment makes sure that nobody reads it any more.
 *
 * <p>Depends on {@code codec}, {@code kernel}, {@code query}, {@code storage} and the public values of
 * {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.segment;

import org.jspecify.annotations.NullMarked;
