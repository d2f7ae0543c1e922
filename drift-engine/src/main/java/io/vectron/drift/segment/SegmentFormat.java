package io.vectron.drift.segment;

import io.vectron.drift.rabitq.BlockFormat;
import io.vectron.drift.rabitq.Rotation;

/**
 * The segment file ({@code .drift}), version 2, little-endian: n rows in G row groups of D dimensions, and T tombstones. A row
 * group holds rows of one bucket. Regions begin at multiples of 4096 bytes, hot parts at multiples of 64. All parts are
 * covered by CRC32Cs; the footer is read first. A copy is a row of another group that is scanned in this one too.
 *
 * <pre>
 * header, at 0
 *      0     8  magic "VDRIFTSG"
 *      8     4  version 2
 *     12     4  dimension D
 *     16     4  metric code
 *     20     4  zero
 *     24     8  segment number
 *     32    28  zero
 *     60    8D  grid of the codes, a {@link io.vectron.drift.codec.Sq8Grid}
 *  60+8D     4  CRC32C of the bytes before
 *
 * hot region: for each row group of m rows and c copies its hot part
 *      blocks  ceil((m + c) / 64), each a {@link io.vectron.drift.rabitq.BlockFormat}: first the rows, then the copies
 *      copies  u32[c] numbers of the rows that were copied, in the order of the row groups, padded to 64 bytes
 *
 * code region: i8[n x D] over all rows in the order of the row groups, the codes of the grid
 *
 * row region: three arrays over all rows in the order of the row groups, each padded to 64 bytes
 *               slot i32[n] | version - base version, u32[n], or i64[n] in a wide file | inverse norm f32[n] under cosine, else nothing
 *
 * cold region: for each row group its vectors, its keys and its payloads, each a block with a CRC32C of its own, padded to 8 bytes
 *      vectors  a {@link io.vectron.drift.codec.FloatBlock} of m x D floats
 *         keys  length of the ends i32 | ends of the ids, an {@link io.vectron.drift.codec.IntegerBlock} of m | id bytes
 *     payloads  the same for payloads; no bytes at all when every payload is empty
 *
 * index region
 *      0   4GD  centroids f32[G x D]
 *   4GD    80G  row groups, see ENTRY_*
 *               tombstones: slot i32[T], version i64[T]
 *               id table, see {@link IdTableFormat}
 *               bloom filter, a {@link io.vectron.drift.codec.BloomFilter} over the hashes of the ids
 *
 * footer, the last 256 bytes
 *      0     8  magic "VDRIFTND"
 *      8     4  version 2
 *     12     4  rows n
 *     16     4  row groups G
 *     20     4  tombstones T
 *     24     8  length of the file
 *     32     8  base version
 *     40     4  1 when versions are wide, else 0
 *     44     4  zero
 *     48    48  offsets i64: hot region, code region, row region, cold region, index region, footer
 *     96    24  lengths i64 within the index region: groups (with centroids), tombstones and id table, bloom filter
 *    120    16  CRC32C of: row region, groups, tombstones and id table, bloom filter
 *    136   116  zero
 *    252     4  CRC32C of the 252 bytes before
 * </pre>
 *
 * Both kinds of codes are of the row as it was clustered, of length one under cosine; those of the hot part are relative to
 * the centroid of the row group. Padding between regions is all that no checksum covers; it is zero. Version 1 had codes of
 * one kind, and is refused.
 */
final class SegmentFormat {
    static final long HEADER_MAGIC = 0x4753544649524456L;
    static final long FOOTER_MAGIC = 0x444E544649524456L;
    static final int VERSION = 2;
    static final int PAGE = 4096;
    static final int ALIGNMENT = 64;
    static final int COLD_ALIGNMENT = 8;

    static final int MAGIC_AT = 0;
    static final int VERSION_AT = MAGIC_AT + 8;
    static final int HEADER_DIMENSION_AT = VERSION_AT + 4;
    static final int HEADER_METRIC_AT = HEADER_DIMENSION_AT + 4;
    static final int HEADER_NUMBER_AT = HEADER_METRIC_AT + 8;
    static final int HEADER_GRID_AT = HEADER_NUMBER_AT + 36;

    static final int ENTRY_BUCKET_AT = 0;
    static final int ENTRY_HOT_AT = ENTRY_BUCKET_AT + 8;
    static final int ENTRY_COLD_AT = ENTRY_HOT_AT + 8;
    static final int ENTRY_FIRST_ROW_AT = ENTRY_COLD_AT + 8;
    static final int ENTRY_ROWS_AT = ENTRY_FIRST_ROW_AT + 4;
    static final int ENTRY_COPIES_AT = ENTRY_ROWS_AT + 4;
    static final int ENTRY_COLD_BYTES_AT = ENTRY_COPIES_AT + 4;
    static final int ENTRY_HOT_CRC_AT = ENTRY_COLD_BYTES_AT + 3 * 8;
    static final int ENTRY_CODES_CRC_AT = ENTRY_HOT_CRC_AT + 4;
    static final int ENTRY_COLD_CRCS_AT = ENTRY_CODES_CRC_AT + 4;
    static final int ENTRY_BYTES = ENTRY_COLD_CRCS_AT + 3 * 4;

    static final int FOOTER_ROWS_AT = VERSION_AT + 4;
    static final int FOOTER_GROUPS_AT = FOOTER_ROWS_AT + 4;
    static final int FOOTER_TOMBSTONES_AT = FOOTER_GROUPS_AT + 4;
    static final int FOOTER_LENGTH_AT = FOOTER_TOMBSTONES_AT + 4;
    static final int FOOTER_BASE_VERSION_AT = FOOTER_LENGTH_AT + 8;
    static final int FOOTER_IS_WIDE_AT = FOOTER_BASE_VERSION_AT + 8;
    static final int FOOTER_REGIONS_AT = FOOTER_IS_WIDE_AT + 8;
    static final int FOOTER_PARTS_AT = FOOTER_REGIONS_AT + 6 * 8;
    static final int FOOTER_CRCS_AT = FOOTER_PARTS_AT + 3 * 8;
    static final int FOOTER_BYTES = 256;
    static final int FOOTER_CRC_AT = FOOTER_BYTES - 4;

    private SegmentFormat() {}

    /** Rounds up to a power of two. */
    static long align(long bytes, int alignment) {
        return (bytes + alignment - 1) & -(long) alignment;
    }

    /** Length of the header. */
    static int headerBytes(int dimension) {
        return HEADER_GRID_AT + 8 * dimension + 4;
    }

    /** Length of a hot part. */
    static long hotBytes(int dimension, int rows, int copies) {
        return copiesAt(dimension, rows, copies) + align(4L * copies, ALIGNMENT);
    }

    /** Where the numbers of the copies start in a hot part. */
    static long copiesAt(int dimension, int rows, int copies) {
        return BlockFormat.blocks(rows + copies) * BlockFormat.bytes(Rotation.padded(dimension));
    }

    /** Length of the code region, or of a row group's stretch of it. */
    static long codeBytes(int dimension, int rows) {
        return (long) dimension * rows;
    }

    /** Where the versions start in the row region. */
    static long versionsAt(int rows) {
        return align(4L * rows, ALIGNMENT);
    }

    /** Where the inverse norms start in the row region. */
    static long inverseNormsAt(int rows, boolean isWide) {
        return versionsAt(rows) + align((isWide ? 8L : 4L) * rows, ALIGNMENT);
    }

    /** Length of the row region. */
    static long rowRegionBytes(int rows, boolean isWide, boolean hasNorms) {
        return inverseNormsAt(rows, isWide) + (hasNorms ? align(4L * rows, ALIGNMENT) : 0);
    }

    /** Length of the centroids and row groups. */
    static long groupsBytes(int dimension, int groups) {
        return groups * (4L * dimension + ENTRY_BYTES);
    }

    /** Length of the tombstones. */
    static long tombstonesBytes(int tombstones) {
        return 12L * tombstones;
    }
}
