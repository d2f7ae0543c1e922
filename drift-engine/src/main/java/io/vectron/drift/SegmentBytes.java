package io.vectron.drift;

/**
 * Bytes of a segment file, or of several, by part; padding counts to the part before it.
 *
 * @param header with the grid of the codes
 * @param hot codes of one bit a dimension, which are scanned
 * @param codes codes of eight bits a dimension
 * @param rows slots, versions and inverse norms
 * @param cold exact vectors, ids and payloads
 * @param index centroids, row groups, tombstones, id table, bloom filter and footer
 */
public record SegmentBytes(long header, long hot, long codes, long rows, long cold, long index) {
    /** No file. */
    public static final SegmentBytes NONE = new SegmentBytes(0, 0, 0, 0, 0, 0);

    /** These and others together. */
    public SegmentBytes plus(SegmentBytes other) {
        return new SegmentBytes(
                header + other.header,
                hot + other.hot,
                codes + other.codes,
                rows + other.rows,
                cold + other.cold,
                index + other.index);
    }

    /** Length of the file. */
    public long total() {
        return header + hot + codes + rows + cold + index;
    }
}
