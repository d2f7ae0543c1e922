/**
 * The immutable files of level 1: rows grouped into buckets, codes of one bit a dimension to scan, of eight
 * bits for the second look, exact vectors for the last.
 *
 * <p>Reading order: {@code SegmentFormat} (byte tables) with {@code IdTableFormat}, {@link io.vectron.drift.segment.RowSource}
 * and {@link io.vectron.drift.segment.RowGroup} (what is written), {@link io.vectron.drift.segment.SegmentWriter} with
 * {@code RowCodes}, {@code SegmentReader}, {@link io.vectron.drift.segment.Segment} (a mapped file and its live counts),
 * {@link io.vectron.drift.segment.CodeDistances}.
 *
 * <p>Threading: files never change and may be read by any number of threads; live counts are written by the one writer.
 * Who closes a segment makes sure that nobody reads it any more.
 *
 * <p>Depends on {@code codec}, {@code rabitq}, {@code kernel}, {@code query}, {@code storage} and the public values of
 * {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.segment;

import org.jspecify.annotations.NullMarked;
