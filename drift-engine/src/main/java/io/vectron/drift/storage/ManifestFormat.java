package io.vectron.drift.storage;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The manifest file, little-endian.
 *
 * <pre>
 * offset  size  field
 *      0     8  magic "DRIFTMAN"
 *      8     4  version 1
 *     12     4  dimension
 *     16     4  metric code
 *     20     4  number of segments n
 *     24     8  generation
 *     32     8  index generation
 *     40     8  durable sequence
 *     48     8  next segment number
 *     56  24*n  segments: number i64, rows i32, deleted rows i32, deletes generation i64
 *  56+24n    4  CRC32C of all bytes before
 * </pre>
 */
public final class ManifestFormat {
    private static final long MAGIC = 0x4E414D5446495244L;
    private static final int VERSION = 1;
    private static final int VERSION_AT = 8;
    private static final int DIMENSION_AT = VERSION_AT + 4;
    private static final int METRIC_AT = DIMENSION_AT + 4;
    private static final int COUNT_AT = METRIC_AT + 4;
    private static final int GENERATION_AT = COUNT_AT + 4;
    private static final int INDEX_GENERATION_AT = GENERATION_AT + 8;
    private static final int DURABLE_AT = INDEX_GENERATION_AT + 8;
    private static final int NEXT_SEGMENT_AT = DURABLE_AT + 8;
    private static final int ENTRIES_AT = NEXT_SEGMENT_AT + 8;
    private static final int ENTRY_BYTES = 24;
    private static final int CRC_BYTES = 4;
    /** More segments than any merge policy leaves; keeps a damaged count from sizing an allocation. */
    private static final int SEGMENTS_MAX = 1 << 16;

    private ManifestFormat() {}

    /** The bytes of a manifest, ready to be written. */
    public static ByteBuffer encode(Manifest manifest) {
        int crcAt = ENTRIES_AT + ENTRY_BYTES * manifest.segments().size();
        ByteBuffer out = ByteBuffer.allocate(crcAt + CRC_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC).putInt(VERSION).putInt(manifest.dimension());
        out.putInt(manifest.metric().formatCode()).putInt(manifest.segments().size());
        out.putLong(manifest.generation()).putLong(manifest.indexGeneration());
        out.putLong(manifest.durableSequence()).putLong(manifest.nextSegment());
        for (Manifest.Entry entry : manifest.segments()) {
            out.putLong(entry.number()).putInt(entry.rows()).putInt(entry.deletedRows());
            out.putLong(entry.deletesGeneration());
        }
        out.putInt(Checksums.of(out, 0, crcAt));
        return out.flip();
    }

    /** Reads and checks a manifest file. */
    public static Manifest read(Path file) throws IOException {
        long size = Files.size(file);
        if (size < ENTRIES_AT + CRC_BYTES || size > ENTRIES_AT + CRC_BYTES + (long) ENTRY_BYTES * SEGMENTS_MAX) {
            throw CorruptDataException.at(file, 0, "file length", "a whole manifest", size);
        }
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        expect(file, 0, "magic", MAGIC, in.getLong(0));
        int crcAt = in.limit() - CRC_BYTES;
        expect(file, crcAt, "CRC32C", Checksums.of(in, 0, crcAt), in.getInt(crcAt));
        expect(file, VERSION_AT, "version", VERSION, in.getInt(VERSION_AT));
        int count = in.getInt(COUNT_AT);
        expect(file, COUNT_AT, "file length for the segment count", ENTRIES_AT + (long) ENTRY_BYTES * count, crcAt);
        List<Manifest.Entry> entries = new ArrayList<>(count);
        for (int i = 0, at = ENTRIES_AT; i < count; i++, at += ENTRY_BYTES) {
            entries.add(new Manifest.Entry(in.getLong(at), in.getInt(at + 8), in.getInt(at + 12), in.getLong(at + 16)));
        }
        return new Manifest(
                in.getInt(DIMENSION_AT),
                metric(file, in.getInt(METRIC_AT)),
                in.getLong(GENERATION_AT),
                in.getLong(INDEX_GENERATION_AT),
                in.getLong(DURABLE_AT),
                in.getLong(NEXT_SEGMENT_AT),
                entries);
    }

    private static Metric metric(Path file, int code) {
        for (Metric metric : Metric.values()) {
            if (metric.formatCode() == code) {
                return metric;
            }
        }
        throw CorruptDataException.at(file, METRIC_AT, "metric code", "a known metric", code);
    }

    private static void expect(Path file, long offset, String what, long expected, long found) {
        if (expected != found) {
            throw CorruptDataException.at(file, offset, what, expected, found);
        }
    }
}
