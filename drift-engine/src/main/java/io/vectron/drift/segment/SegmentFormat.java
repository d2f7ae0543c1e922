package io.vectron.drift.segment;

/**
 * The segment file, little-endian; n rows in B buckets of D dimensions. Every byte is covered by a CRC32C.
 *
 * <pre>
 * header, 64 bytes
 *      0     8  magic "DRIFTSEG"
 *      8     4  version 1
 *     12     4  dimension D
 *     16     4  metric code
 *     20     4  zero
 *     24     8  segment number
 *     32    28  zero
 *     60     4  CRC32C of the 60 bytes before
 *
 * row group of a bucket of m rows: three blocks, each padded with zeros to 64 bytes; the first group starts at 64
 * hot    scale f32[D] | squared length of the decoded residual f32[m] | codes i8[m x D]; each part padded to 64
 * cold   inverse norm f32[m] | vectors f32[m x D]; each part padded to 64
 * keys   sequence i64[m] | payload length i32[m] | end of id i32[m] | id bytes
 *
 * index, after the last row group
 *      0   4BD  centroids f32[B x D]
 *    4BD   32B  buckets: offset of the row group i64, first row i32, rows i32, bytes of keys i32, CRC32C of hot, cold, keys
 *
 * footer, the last 128 bytes
 *      0     8  magic "DRIFTEND"
 *      8     4  version 1
 *     12     4  rows n
 *     16     4  buckets B
 *     20     4  CRC32C of the index
 *     24     8  offset of the index
 *     32     8  length of the file
 *     40    48  limits f32[2 x 6] of the calibration: at k = 10, then k = 100, for recall .8 .9 .95 .98 .99 .999
 *     88     4  unit f32 of the calibration
 *     92    32  zero
 *    124     4  CRC32C of the 124 bytes before
 * </pre>
 *
 * A row's decoded residual is scale[d] * code[d]; adding the bucket's centroid gives the row as it was clustered (of
 * length one under cosine). {@link Calibration} says what limits and unit mean. A row's number is its bucket's first row plus its place in the bucket.
 */
final class SegmentFormat {
    static final long HEADER_MAGIC = 0x4745535446495244L;
    static final long FOOTER_MAGIC = 0x444E455446495244L;
    static final int VERSION = 1;
    static final int ALIGNMENT = 64;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = MAGIC_AT + 8;
    static final int HEADER_DIMENSION_AT = VERSION_AT + 4;
    static final int HEADER_METRIC_AT = HEADER_DIMENSION_AT + 4;
    static final int HEADER_NUMBER_AT = HEADER_METRIC_AT + 8;
    static final int HEADER_BYTES = 64;
    static final int HEADER_CRC_AT = HEADER_BYTES - 4;

    static final int ENTRY_OFFSET_AT = 0;
    static final int ENTRY_FIRST_ROW_AT = ENTRY_OFFSET_AT + 8;
    static final int ENTRY_ROWS_AT = ENTRY_FIRST_ROW_AT + 4;
    static final int ENTRY_KEYS_BYTES_AT = ENTRY_ROWS_AT + 4;
    static final int ENTRY_CRCS_AT = ENTRY_KEYS_BYTES_AT + 4;
    static final int ENTRY_BYTES = ENTRY_CRCS_AT + 12;

    static final int FOOTER_ROWS_AT = VERSION_AT + 4;
    static final int FOOTER_BUCKETS_AT = FOOTER_ROWS_AT + 4;
    static final int FOOTER_INDEX_CRC_AT = FOOTER_BUCKETS_AT + 4;
    static final int FOOTER_INDEX_AT = FOOTER_INDEX_CRC_AT + 4;
    static final int FOOTER_LENGTH_AT = FOOTER_INDEX_AT + 8;
    static final int FOOTER_LIMITS_AT = FOOTER_LENGTH_AT + 8;
    static final int FOOTER_UNIT_AT = FOOTER_LIMITS_AT + 48;
    static final int FOOTER_BYTES = 128;
    static final int FOOTER_CRC_AT = FOOTER_BYTES - 4;

    private SegmentFormat() {}

    /** Rounds up to the alignment of blocks. */
    static long align(long bytes) {
        return (bytes + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Where the squared lengths start in a hot block. */
    static long hotLengthsAt(int dimension) {
        return align(4L * dimension);
    }

    /** Where the codes start in a hot block. */
    static long hotCodesAt(int dimension, int rows) {
        return hotLengthsAt(dimension) + align(4L * rows);
    }

    /** Length of a hot block. */
    static long hotBytes(int dimension, int rows) {
        return hotCodesAt(dimension, rows) + align((long) rows * dimension);
    }

    /** Where the vectors start in a cold block. */
    static long coldVectorsAt(int rows) {
        return align(4L * rows);
    }

    /** Length of a cold block. */
    static long coldBytes(int dimension, int rows) {
        return coldVectorsAt(rows) + align(4L * rows * dimension);
    }

    /** Where the payload lengths start in a keys block. */
    static long keysPayloadLengthsAt(int rows) {
        return 8L * rows;
    }

    /** Where the ends of ids start in a keys block. */
    static long keysIdEndsAt(int rows) {
        return keysPayloadLengthsAt(rows) + 4L * rows;
    }

    /** Where the id bytes start in a keys block. */
    static long keysIdsAt(int rows) {
        return keysIdEndsAt(rows) + 4L * rows;
    }

    /** Length of the index. */
    static long indexBytes(int dimension, int buckets) {
        return buckets * (4L * dimension + ENTRY_BYTES);
    }
}
