package io.vectron.drift.segment;

/**
 * Rows of one bucket that are to be written together.
 *
 * @param bucket id of the bucket
 * @param centroid [dimension] of the bucket, for good: a bucket that moves gets a new id
 * @param rows numbers of the source's rows, at least one
 */
@SuppressWarnings("ArrayRecordComponent") // handed from planner to writer, never compared
public record RowGroup(long bucket, float[] centroid, int[] rows) {}
