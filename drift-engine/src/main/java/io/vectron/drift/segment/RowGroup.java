package io.vectron.drift.segment;

/**
 * Rows of one bucket that are to be written together, and rows of other buckets that are to be met in this one too.
 *
 * @param bucket id of the bucket
 * @param centroid [dimension] of the bucket, for good: a bucket that moves gets a new id
 * @param rows numbers of the source's rows, at least one
 * @param copies numbers of rows that other groups of the same file hold
 */
@SuppressWarnings("ArrayRecordComponent") // handed from planner to writer, never compared
public record RowGroup(long bucket, float[] centroid, int[] rows, int[] copies) {
    private static final int[] NONE = {};

    /** A group without copies. */
    public RowGroup(long bucket, float[] centroid, int[] rows) {
        this(bucket, centroid, rows, NONE);
    }

    /** This group with other copies. */
    public RowGroup withCopies(int[] newCopies) {
        return new RowGroup(bucket, centroid, rows, newCopies);
    }

    /** Rows that a scan of the group looks at. */
    int lanes() {
        return rows.length + copies.length;
    }
}
