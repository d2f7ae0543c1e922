package io.vectron.drift.segment;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.storage.Checksums;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A mapped segment file. Header, footer and index are checked when it is opened, each block when it is read first.
 *
 * <p>Concurrency: the mapping and the index never change. {@code verified} holds one bit per block; a race checks a block
 * twice, which is harmless.
 *
 * <p>Invariants: row groups follow one another without gaps from the header to the index; bucket b holds the rows
 * firstRow[b] to firstRow[b + 1] - 1, at least one.
 */
final class SegmentReader implements AutoCloseable {
    static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int HOT = 0;
    private static final int COLD = 1;
    private static final int KEYS = 2;

    private final Path file;
    private final Arena arena;
    private final MemorySegment map;
    private final int dimension;
    private final int rows;
    private final int buckets;
    private final Calibration calibration;
    private final float[] centroids;
    private final int[] firstRow;
    private final long[] groupAt;
    private final int[] keysBytes;
    private final int[][] crcs;
    private final AtomicIntegerArray verified;

    /** Maps and checks a segment file. */
    static SegmentReader open(Path file, long number, DriftSettings settings) throws IOException {
        Arena arena = Arena.ofShared();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < SegmentFormat.HEADER_BYTES + SegmentFormat.FOOTER_BYTES) {
                throw CorruptDataException.at(file, 0, "file length", "a whole segment", channel.size());
            }
            MemorySegment map = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            return new SegmentReader(file, arena, map, number, settings);
        } catch (Throwable failure) {
            arena.close();
            throw failure;
        }
    }

    private SegmentReader(Path file, Arena arena, MemorySegment map, long number, DriftSettings settings) {
        this.file = file;
        this.arena = arena;
        this.map = map;
        this.dimension = settings.dimension();
        long footer = map.byteSize() - SegmentFormat.FOOTER_BYTES;
        checkFooter(footer);
        checkHeader(number, settings);
        this.rows = map.get(I32, footer + SegmentFormat.FOOTER_ROWS_AT);
        this.buckets = map.get(I32, footer + SegmentFormat.FOOTER_BUCKETS_AT);
        float[] limits = new float[2 * Calibration.TARGETS.length];
        MemorySegment.copy(map, F32, footer + SegmentFormat.FOOTER_LIMITS_AT, limits, 0, limits.length);
        this.calibration = new Calibration(map.get(F32, footer + SegmentFormat.FOOTER_UNIT_AT), limits);
        long indexAt = map.get(I64, footer + SegmentFormat.FOOTER_INDEX_AT);
        long indexBytes = SegmentFormat.indexBytes(dimension, buckets);
        expect(footer + SegmentFormat.FOOTER_INDEX_AT, "end of the index", footer, indexAt + indexBytes);
        expect(
                indexAt,
                "CRC32C of the index",
                map.get(I32, footer + SegmentFormat.FOOTER_INDEX_CRC_AT),
                Checksums.of(map, indexAt, indexBytes));
        this.centroids = new float[buckets * dimension];
        MemorySegment.copy(map, F32, indexAt, centroids, 0, centroids.length);
        this.firstRow = new int[buckets + 1];
        this.groupAt = new long[buckets];
        this.keysBytes = new int[buckets];
        this.crcs = new int[buckets][3];
        this.verified = new AtomicIntegerArray(buckets);
        readEntries(indexAt);
    }

    private void checkFooter(long footer) {
        expect(footer, "footer magic", SegmentFormat.FOOTER_MAGIC, map.get(I64, footer + SegmentFormat.MAGIC_AT));
        expect(
                footer,
                "CRC32C of the footer",
                map.get(I32, footer + SegmentFormat.FOOTER_CRC_AT),
                Checksums.of(map, footer, SegmentFormat.FOOTER_CRC_AT));
        expect(footer, "version", SegmentFormat.VERSION, map.get(I32, footer + SegmentFormat.VERSION_AT));
        expect(footer, "file length", map.byteSize(), map.get(I64, footer + SegmentFormat.FOOTER_LENGTH_AT));
    }

    private void checkHeader(long number, DriftSettings settings) {
        expect(0, "header magic", SegmentFormat.HEADER_MAGIC, map.get(I64, SegmentFormat.MAGIC_AT));
        expect(
                0,
                "CRC32C of the header",
                map.get(I32, SegmentFormat.HEADER_CRC_AT),
                Checksums.of(map, 0, SegmentFormat.HEADER_CRC_AT));
        expect(0, "version", SegmentFormat.VERSION, map.get(I32, SegmentFormat.VERSION_AT));
        expect(0, "dimension", dimension, map.get(I32, SegmentFormat.HEADER_DIMENSION_AT));
        expect(0, "metric", settings.metric().formatCode(), map.get(I32, SegmentFormat.HEADER_METRIC_AT));
        expect(0, "segment number", number, map.get(I64, SegmentFormat.HEADER_NUMBER_AT));
    }

    private void readEntries(long indexAt) {
        long at = indexAt + 4L * buckets * dimension;
        long groupEnd = SegmentFormat.HEADER_BYTES;
        for (int b = 0; b < buckets; b++, at += SegmentFormat.ENTRY_BYTES) {
            groupAt[b] = map.get(I64, at + SegmentFormat.ENTRY_OFFSET_AT);
            expect(at, "offset of row group " + b, groupEnd, groupAt[b]);
            expect(at, "first row of bucket " + b, firstRow[b], map.get(I32, at + SegmentFormat.ENTRY_FIRST_ROW_AT));
            firstRow[b + 1] = firstRow[b] + map.get(I32, at + SegmentFormat.ENTRY_ROWS_AT);
            keysBytes[b] = map.get(I32, at + SegmentFormat.ENTRY_KEYS_BYTES_AT);
            MemorySegment.copy(map, I32, at + SegmentFormat.ENTRY_CRCS_AT, crcs[b], 0, 3);
            groupEnd = keysAt(b) + keysBytes[b];
        }
        expect(indexAt, "end of the row groups", indexAt, groupEnd);
        expect(indexAt, "rows of all buckets", rows, firstRow[buckets]);
    }

    private void expect(long offset, String what, long expected, long found) {
        if (expected != found) {
            throw CorruptDataException.at(file, offset, what, expected, found);
        }
    }

    private long coldAt(int bucket) {
        return groupAt[bucket] + SegmentFormat.hotBytes(dimension, rowsOf(bucket));
    }

    private long keysAt(int bucket) {
        return coldAt(bucket) + SegmentFormat.coldBytes(dimension, rowsOf(bucket));
    }

    private void verify(int bucket, int block, long at, long bytes) {
        int bit = 1 << block;
        if ((verified.get(bucket) & bit) != 0) {
            return;
        }
        int found = Checksums.of(map, at, bytes);
        if (found != crcs[bucket][block]) {
            throw CorruptDataException.at(
                    file, at, "CRC32C of block " + block + " of bucket " + bucket, crcs[bucket][block], found);
        }
        verified.accumulateAndGet(bucket, bit, (seen, add) -> seen | add);
    }

    /** Where a bucket's hot block starts; verified. */
    long hot(int bucket) {
        long at = groupAt[bucket];
        verify(bucket, HOT, at, coldAt(bucket) - at);
        return at;
    }

    /** Where a bucket's cold block starts; verified. */
    long cold(int bucket) {
        long at = coldAt(bucket);
        verify(bucket, COLD, at, keysAt(bucket) - at);
        return at;
    }

    /** Where a bucket's keys block starts; verified. */
    long keys(int bucket) {
        long at = keysAt(bucket);
        verify(bucket, KEYS, at, keysBytes[bucket]);
        return at;
    }

    MemorySegment map() {
        return map;
    }

    int rows() {
        return rows;
    }

    int buckets() {
        return buckets;
    }

    int rowsOf(int bucket) {
        return firstRow[bucket + 1] - firstRow[bucket];
    }

    int firstRow(int bucket) {
        return firstRow[bucket];
    }

    int bucketOf(int row) {
        int found = Arrays.binarySearch(firstRow, row);
        return found >= 0 ? found : -found - 2;
    }

    /** Centroids, [buckets x dimension]. Not to be changed. */
    float[] centroids() {
        return centroids;
    }

    Calibration calibration() {
        return calibration;
    }

    int dimension() {
        return dimension;
    }

    Path file() {
        return file;
    }

    float inverseNorm(int row) {
        int bucket = bucketOf(row);
        return map.get(F32, cold(bucket) + 4L * (row - firstRow[bucket]));
    }

    long vectorAt(int row) {
        int bucket = bucketOf(row);
        return cold(bucket) + SegmentFormat.coldVectorsAt(rowsOf(bucket)) + 4L * dimension * (row - firstRow[bucket]);
    }

    void copyVector(int row, float[] target, int at) {
        MemorySegment.copy(map, F32, vectorAt(row), target, at, dimension);
    }

    long sequence(int row) {
        int bucket = bucketOf(row);
        return map.get(I64, keys(bucket) + 8L * (row - firstRow[bucket]));
    }

    int payloadLength(int row) {
        int bucket = bucketOf(row);
        return map.get(
                I32, keys(bucket) + SegmentFormat.keysPayloadLengthsAt(rowsOf(bucket)) + 4L * (row - firstRow[bucket]));
    }

    byte[] id(int row) {
        int bucket = bucketOf(row);
        int place = row - firstRow[bucket];
        int m = rowsOf(bucket);
        long keys = keys(bucket);
        long ends = keys + SegmentFormat.keysIdEndsAt(m);
        int from = place == 0 ? 0 : map.get(I32, ends + 4L * (place - 1));
        int to = map.get(I32, ends + 4L * place);
        byte[] id = new byte[to - from];
        MemorySegment.copy(map, ValueLayout.JAVA_BYTE, keys + SegmentFormat.keysIdsAt(m) + from, id, 0, id.length);
        return id;
    }

    @Override
    public void close() {
        arena.close();
    }
}
