package io.vectron.drift.storage;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.Metric;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The manifest file, version 1, little-endian. It is replaced whole by each commit.
 *
 * <pre>
 * offset  size  field
 *      0     8  magic "VDRIFTMF"
 *      8     4  version 1
 *     12     4  dimension
 *     16     4  metric code
 *     20     4  number of segments n
 *     24     8  generation
 *     32     8  durable sequence
 *     40     8  next segment number
 *     48     8  next bucket id
 *     56     4  slot bound
 *     60     4  number of calibration figures c
 *     64   4*c  calibration f32
 *               then each segment: number i64, file bytes i64, rows i32, tombstones i32, number of retired row groups r i32,
 *               retired row groups i32[r]
 *               then CRC32C of all bytes before, u32
 * </pre>
 */
public final class ManifestFormat {
    private static final long MAGIC = 0x464D544649524456L;
    private static final int VERSION = 1;
    private static final int VERSION_AT = 8;
    private static final int DIMENSION_AT = VERSION_AT + 4;
    private static final int METRIC_AT = DIMENSION_AT + 4;
    private static final int COUNT_AT = METRIC_AT + 4;
    private static final int GENERATION_AT = COUNT_AT + 4;
    private static final int DURABLE_AT = GENERATION_AT + 8;
    private static final int NEXT_SEGMENT_AT = DURABLE_AT + 8;
    private static final int NEXT_BUCKET_AT = NEXT_SEGMENT_AT + 8;
    private static final int SLOT_BOUND_AT = NEXT_BUCKET_AT + 8;
    private static final int CALIBRATION_COUNT_AT = SLOT_BOUND_AT + 4;
    private static final int CALIBRATION_AT = CALIBRATION_COUNT_AT + 4;
    private static final int ENTRY_BYTES = 8 + 8 + 4 + 4 + 4;
    private static final int CRC_BYTES = 4;
    /** Room for a million retired row groups, far beyond what compaction leaves; bounds what a damaged file may allocate. */
    private static final int BYTES_MAX = 8 << 20;

    private ManifestFormat() {}

    /** The bytes of a manifest, ready to be written. */
    public static ByteBuffer encode(Manifest manifest) {
        int bytes = CALIBRATION_AT + 4 * manifest.calibration().size() + CRC_BYTES;
        for (Manifest.Entry entry : manifest.segments()) {
            bytes += ENTRY_BYTES + 4 * entry.retired().size();
        }
        if (bytes > BYTES_MAX) {
            throw new IllegalStateException("manifest has " + bytes + " bytes, expected at most " + BYTES_MAX);
        }
        ByteBuffer out = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC).putInt(VERSION).putInt(manifest.dimension());
        out.putInt(manifest.metric().formatCode()).putInt(manifest.segments().size());
        out.putLong(manifest.generation()).putLong(manifest.durableSequence());
        out.putLong(manifest.nextSegment()).putLong(manifest.nextBucket());
        out.putInt(manifest.slotBound()).putInt(manifest.calibration().size());
        manifest.calibration().forEach(out::putFloat);
        for (Manifest.Entry entry : manifest.segments()) {
            out.putLong(entry.number()).putLong(entry.fileBytes()).putInt(entry.rows());
            out.putInt(entry.tombstones()).putInt(entry.retired().size());
            entry.retired().forEach(out::putInt);
        }
        out.putInt(Checksums.of(out, 0, bytes - CRC_BYTES));
        return out.flip();
    }

    /** Reads and checks the manifest of a directory. */
    public static Manifest read(Storage storage) throws IOException {
        Path file = storage.path().resolve(FileNames.MANIFEST);
        ByteBuffer in = DurableFiles.read(storage, FileNames.MANIFEST, CALIBRATION_AT + CRC_BYTES, BYTES_MAX);
        expect(file, 0, "magic", MAGIC, in.getLong(0));
        int crcAt = in.limit() - CRC_BYTES;
        expect(file, crcAt, "CRC32C", Checksums.of(in, 0, crcAt), in.getInt(crcAt));
        expect(file, VERSION_AT, "version", VERSION, in.getInt(VERSION_AT));
        Reader reader = new Reader(file, in, crcAt);
        List<Float> calibration = reader.floats(CALIBRATION_AT, in.getInt(CALIBRATION_COUNT_AT));
        List<Manifest.Entry> entries = reader.entries(in.getInt(COUNT_AT));
        return new Manifest(
                in.getInt(DIMENSION_AT),
                metric(file, in.getInt(METRIC_AT)),
                in.getLong(GENERATION_AT),
                in.getLong(DURABLE_AT),
                in.getLong(NEXT_SEGMENT_AT),
                in.getLong(NEXT_BUCKET_AT),
                in.getInt(SLOT_BOUND_AT),
                calibration,
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

    /** Walks through the parts of variable length; no count is trusted further than the file reaches. */
    private static final class Reader {
        private final Path file;
        private final ByteBuffer in;
        private final int end;
        private int at;

        Reader(Path file, ByteBuffer in, int end) {
            this.file = file;
            this.in = in;
            this.end = end;
        }

        private void need(String what, long count, int bytesEach) {
            if (count < 0 || at + count * bytesEach > end) {
                throw CorruptDataException.at(file, at, what, "at most " + (end - at) / bytesEach, count);
            }
        }

        List<Float> floats(int from, int count) {
            at = from;
            need("calibration figures", count, Float.BYTES);
            List<Float> all = new ArrayList<>(count);
            for (int i = 0; i < count; i++, at += Float.BYTES) {
                all.add(in.getFloat(at));
            }
            return all;
        }

        List<Manifest.Entry> entries(int count) {
            need("segments", count, ENTRY_BYTES);
            List<Manifest.Entry> all = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                all.add(entry());
            }
            expect(file, at, "end of the segments", end, at);
            return all;
        }

        private Manifest.Entry entry() {
            need("segments", 1, ENTRY_BYTES);
            int entryAt = at;
            int retiredCount = in.getInt(at + ENTRY_BYTES - 4);
            at += ENTRY_BYTES;
            need("retired row groups", retiredCount, Integer.BYTES);
            List<Integer> retired = new ArrayList<>(retiredCount);
            for (int i = 0; i < retiredCount; i++, at += Integer.BYTES) {
                retired.add(in.getInt(at));
            }
            try {
                return new Manifest.Entry(
                        in.getLong(entryAt),
                        in.getLong(entryAt + 8),
                        in.getInt(entryAt + 16),
                        in.getInt(entryAt + 20),
                        retired);
            } catch (IllegalArgumentException impossible) {
                throw new CorruptDataException(
                        file, "at offset " + entryAt + ": " + impossible.getMessage(), impossible);
            }
        }
    }
}
