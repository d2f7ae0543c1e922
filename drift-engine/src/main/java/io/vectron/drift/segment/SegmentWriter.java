package io.vectron.drift.segment;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.storage.Checksums;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FaultPoint;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes one segment file from a row source: clusters, codes, calibrates, syncs, names. One thread; the source must hold
 * still but for its dead rows.
 */
public final class SegmentWriter {
    /** A positive and a negative code of equal range keep the decoding free of an offset. */
    private static final int CODE_MAX = 127;

    private final RowSource source;
    private final DriftSettings settings;
    private final int dimension;
    private final List<ByteBuffer> entries = new ArrayList<>();
    private long position = SegmentFormat.HEADER_BYTES;

    private SegmentWriter(RowSource source, DriftSettings settings) {
        this.source = source;
        this.settings = settings;
        this.dimension = settings.dimension();
    }

    /**
     * Writes a segment file durably under its name.
     *
     * @return for each row of the segment, the row of the source that it was written from
     */
    public static int[] write(Path file, long number, RowSource source, DriftSettings settings, FaultHook faults)
            throws IOException {
        return new SegmentWriter(source, settings).write(file, number, faults);
    }

    private int[] write(Path file, long number, FaultHook faults) throws IOException {
        // The number seeds all sampling: equal input gives equal files.
        List<Clustering.Bucket> buckets = Clustering.cluster(source, dimension, settings.bucketCapacity(), number);
        Calibration calibration = new Calibrator(source, dimension, settings.metric(), buckets).measure(number);
        int[] sourceRows = new int[source.rows()];
        int row = 0;
        for (Clustering.Bucket bucket : buckets) {
            System.arraycopy(bucket.rows(), 0, sourceRows, row, bucket.rows().length);
            row += bucket.rows().length;
        }
        try (FileChannel channel = DurableFiles.createTemp(file);
                Arena arena = Arena.ofConfined()) {
            DurableFiles.writeFully(channel, header(number));
            ByteBuffer group = newGroupBuffer(arena, buckets);
            int firstRow = 0;
            for (Clustering.Bucket bucket : buckets) {
                writeGroup(channel, group, bucket, firstRow);
                firstRow += bucket.rows().length;
            }
            writeIndexAndFooter(channel, buckets, calibration);
            channel.force(true);
        }
        faults.reached(FaultPoint.SEGMENT_TEMP_WRITTEN);
        DurableFiles.publish(file);
        faults.reached(FaultPoint.SEGMENT_NAMED);
        return sourceRows;
    }

    private ByteBuffer header(long number) {
        ByteBuffer header = littleEndian(SegmentFormat.HEADER_BYTES);
        header.putLong(SegmentFormat.MAGIC_AT, SegmentFormat.HEADER_MAGIC);
        header.putInt(SegmentFormat.VERSION_AT, SegmentFormat.VERSION);
        header.putInt(SegmentFormat.HEADER_DIMENSION_AT, dimension);
        header.putInt(SegmentFormat.HEADER_METRIC_AT, settings.metric().formatCode());
        header.putLong(SegmentFormat.HEADER_NUMBER_AT, number);
        header.putInt(SegmentFormat.HEADER_CRC_AT, Checksums.of(header, 0, SegmentFormat.HEADER_CRC_AT));
        return header;
    }

    /** Off-heap, for the channel would copy a heap buffer through a cached native one of the same size. */
    private ByteBuffer newGroupBuffer(Arena arena, List<Clustering.Bucket> buckets) {
        long largest = 0;
        for (Clustering.Bucket bucket : buckets) {
            int m = bucket.rows().length;
            largest = Math.max(
                    largest,
                    SegmentFormat.hotBytes(dimension, m) + SegmentFormat.coldBytes(dimension, m) + keysBytes(bucket));
        }
        return arena.allocate(largest, SegmentFormat.ALIGNMENT).asByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    private int keysBytes(Clustering.Bucket bucket) {
        long bytes = SegmentFormat.keysIdsAt(bucket.rows().length);
        for (int row : bucket.rows()) {
            bytes += source.id(row).length;
        }
        return Math.toIntExact(SegmentFormat.align(bytes));
    }

    private void writeGroup(FileChannel channel, ByteBuffer out, Clustering.Bucket bucket, int firstRow)
            throws IOException {
        int m = bucket.rows().length;
        int hot = Math.toIntExact(SegmentFormat.hotBytes(dimension, m));
        int cold = Math.toIntExact(SegmentFormat.coldBytes(dimension, m));
        int keys = keysBytes(bucket);
        out.clear().limit(hot + cold + keys);
        for (int at = 0; at < out.limit(); at += Long.BYTES) {
            out.putLong(at, 0);
        }
        putHot(out, bucket);
        putCold(out, hot, bucket.rows());
        putKeys(out, hot + cold, bucket.rows());
        ByteBuffer entry = littleEndian(SegmentFormat.ENTRY_BYTES);
        entry.putLong(position).putInt(firstRow).putInt(m).putInt(keys);
        entry.putInt(Checksums.of(out, 0, hot));
        entry.putInt(Checksums.of(out, hot, cold));
        entry.putInt(Checksums.of(out, hot + cold, keys));
        entries.add(entry.flip());
        DurableFiles.writeFully(channel, out);
        position += out.limit();
    }

    private void putHot(ByteBuffer out, Clustering.Bucket bucket) {
        int m = bucket.rows().length;
        float[] residuals = new float[m * dimension];
        float[] scale = new float[dimension];
        for (int i = 0; i < m; i++) {
            int at = i * dimension;
            source.copyRouting(bucket.rows()[i], dimension, residuals, at);
            for (int d = 0; d < dimension; d++) {
                residuals[at + d] -= bucket.centroid()[d];
                scale[d] = Math.max(scale[d], Math.abs(residuals[at + d]));
            }
        }
        for (int d = 0; d < dimension; d++) {
            scale[d] /= CODE_MAX;
            out.putFloat(4 * d, scale[d]);
        }
        int lengthsAt = (int) SegmentFormat.hotLengthsAt(dimension);
        int codesAt = (int) SegmentFormat.hotCodesAt(dimension, m);
        for (int i = 0; i < m; i++) {
            float squares = 0;
            for (int d = 0; d < dimension; d++) {
                int code = scale[d] == 0 ? 0 : Math.round(residuals[i * dimension + d] / scale[d]);
                code = Math.clamp(code, -CODE_MAX, CODE_MAX);
                out.put(codesAt + i * dimension + d, (byte) code);
                squares += (code * scale[d]) * (code * scale[d]);
            }
            out.putFloat(lengthsAt + 4 * i, squares);
        }
    }

    private void putCold(ByteBuffer out, int at, int[] rows) {
        int vectorsAt = at + (int) SegmentFormat.coldVectorsAt(rows.length);
        float[] vector = new float[dimension];
        for (int i = 0; i < rows.length; i++) {
            out.putFloat(at + 4 * i, source.inverseNorm(rows[i]));
            source.copyVector(rows[i], vector, 0);
            out.duplicate()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .position(vectorsAt + 4 * i * dimension)
                    .slice()
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .put(vector);
        }
    }

    private void putKeys(ByteBuffer out, int at, int[] rows) {
        int m = rows.length;
        int idsAt = at + (int) SegmentFormat.keysIdsAt(m);
        int end = 0;
        for (int i = 0; i < m; i++) {
            out.putLong(at + 8 * i, source.sequence(rows[i]));
            out.putInt(at + (int) SegmentFormat.keysPayloadLengthsAt(m) + 4 * i, source.payloadLength(rows[i]));
            byte[] id = source.id(rows[i]);
            out.put(idsAt + end, id);
            end += id.length;
            out.putInt(at + (int) SegmentFormat.keysIdEndsAt(m) + 4 * i, end);
        }
    }

    private void writeIndexAndFooter(FileChannel channel, List<Clustering.Bucket> buckets, Calibration calibration)
            throws IOException {
        ByteBuffer index = littleEndian(Math.toIntExact(SegmentFormat.indexBytes(dimension, buckets.size())));
        for (Clustering.Bucket bucket : buckets) {
            for (float x : bucket.centroid()) {
                index.putFloat(x);
            }
        }
        for (ByteBuffer entry : entries) {
            index.put(entry);
        }
        index.flip();
        ByteBuffer footer = littleEndian(SegmentFormat.FOOTER_BYTES);
        footer.putLong(SegmentFormat.MAGIC_AT, SegmentFormat.FOOTER_MAGIC);
        footer.putInt(SegmentFormat.VERSION_AT, SegmentFormat.VERSION);
        footer.putInt(SegmentFormat.FOOTER_ROWS_AT, source.rows());
        footer.putInt(SegmentFormat.FOOTER_BUCKETS_AT, buckets.size());
        footer.putInt(SegmentFormat.FOOTER_INDEX_CRC_AT, Checksums.of(index, 0, index.limit()));
        footer.putLong(SegmentFormat.FOOTER_INDEX_AT, position);
        footer.putLong(SegmentFormat.FOOTER_LENGTH_AT, position + index.limit() + SegmentFormat.FOOTER_BYTES);
        for (int i = 0; i < calibration.limits().length; i++) {
            footer.putFloat(SegmentFormat.FOOTER_LIMITS_AT + 4 * i, calibration.limits()[i]);
        }
        footer.putFloat(SegmentFormat.FOOTER_UNIT_AT, calibration.unit());
        footer.putInt(SegmentFormat.FOOTER_CRC_AT, Checksums.of(footer, 0, SegmentFormat.FOOTER_CRC_AT));
        DurableFiles.writeFully(channel, index);
        DurableFiles.writeFully(channel, footer);
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
