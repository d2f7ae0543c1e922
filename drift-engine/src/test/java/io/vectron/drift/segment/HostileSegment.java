package io.vectron.drift.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.codec.FloatBlock;
import io.vectron.drift.codec.IdHash;
import io.vectron.drift.kernel.Candidates;
import io.vectron.drift.query.PreparedQuery;
import io.vectron.drift.rabitq.BlockScan;
import io.vectron.drift.rabitq.Rotation;
import io.vectron.drift.storage.Checksums;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.MemoryStorage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** Segment files for the parser from bytes that somebody else has chosen. */
final class HostileSegment {
    static final DriftSettings SETTINGS = DriftSettings.of(4, Metric.COSINE);
    private static final int GROUPS_MAX = 1_000;

    private HostileSegment() {}

    /** A whole file: number 1 has 40 rows, number 2 has two rows and a tombstone. */
    static byte[] whole(int number) {
        String name = "/golden/v2/" + FileNames.segment(number);
        try (InputStream in = Objects.requireNonNull(HostileSegment.class.getResourceAsStream(name), name)) {
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Where the index of a file begins, as its footer says; its footer when that is no place before it. */
    static long indexAt(byte[] file) {
        int footer = file.length - SegmentFormat.FOOTER_BYTES;
        long index = region(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN), footer, SegmentReader.INDEX_REGION);
        return index >= 0 && index < footer ? index : footer - 8;
    }

    /** Makes all checksums right that lie within the file, as its fields lead to them. */
    static void seal(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        int footer = file.length - SegmentFormat.FOOTER_BYTES;
        int header = SegmentFormat.headerBytes(SETTINGS.dimension()) - 4;
        put(in, header, 0, header);
        int groups = in.getInt(footer + SegmentFormat.FOOTER_GROUPS_AT);
        int rows = in.getInt(footer + SegmentFormat.FOOTER_ROWS_AT);
        boolean isWide = in.getInt(footer + SegmentFormat.FOOTER_IS_WIDE_AT) != 0;
        long index = region(in, footer, SegmentReader.INDEX_REGION);
        long codes = region(in, footer, SegmentReader.CODE_REGION);
        for (int group = 0; group < Math.min(groups, GROUPS_MAX); group++) {
            long entry = index + 4L * SETTINGS.dimension() * groups + (long) SegmentFormat.ENTRY_BYTES * group;
            sealGroup(in, entry, codes);
        }
        int crcs = footer + SegmentFormat.FOOTER_CRCS_AT;
        put(in, crcs, region(in, footer, SegmentReader.ROW_REGION), SegmentFormat.rowRegionBytes(rows, isWide, true));
        long at = index;
        for (int part = 0; part < 3; part++) {
            long bytes = in.getLong(footer + SegmentFormat.FOOTER_PARTS_AT + 8 * part);
            put(in, crcs + 4 + 4L * part, at, bytes);
            at += bytes;
        }
        put(in, footer + SegmentFormat.FOOTER_CRC_AT, footer, SegmentFormat.FOOTER_CRC_AT);
    }

    private static long region(ByteBuffer in, int footer, int region) {
        return in.getLong(footer + SegmentFormat.FOOTER_REGIONS_AT + 8 * region);
    }

    private static void sealGroup(ByteBuffer in, long entry, long codes) {
        if (entry < 0 || entry > in.capacity() - SegmentFormat.ENTRY_BYTES) {
            return;
        }
        int at = (int) entry;
        int rows = in.getInt(at + SegmentFormat.ENTRY_ROWS_AT);
        put(
                in,
                entry + SegmentFormat.ENTRY_HOT_CRC_AT,
                in.getLong(at + SegmentFormat.ENTRY_HOT_AT),
                hotBytes(rows, in.getInt(at + SegmentFormat.ENTRY_COPIES_AT)));
        put(
                in,
                entry + SegmentFormat.ENTRY_CODES_CRC_AT,
                codes + SegmentFormat.codeBytes(SETTINGS.dimension(), in.getInt(at + SegmentFormat.ENTRY_FIRST_ROW_AT)),
                SegmentFormat.codeBytes(SETTINGS.dimension(), rows));
        long coldAt = in.getLong(at + SegmentFormat.ENTRY_COLD_AT);
        for (int block = 0; block < 3; block++) {
            long bytes = in.getLong(at + SegmentFormat.ENTRY_COLD_BYTES_AT + 8 * block);
            put(in, entry + SegmentFormat.ENTRY_COLD_CRCS_AT + 4L * block, coldAt, bytes);
            coldAt += bytes;
        }
    }

    /** Numbers that no file can have come to no bytes. */
    private static long hotBytes(int rows, int copies) {
        return rows < 0 || copies < 0 || rows + copies < 0
                ? -1
                : SegmentFormat.hotBytes(SETTINGS.dimension(), rows, copies);
    }

    private static void put(ByteBuffer in, long crcAt, long at, long bytes) {
        boolean isInside = at >= 0 && bytes >= 0 && at <= in.capacity() && bytes <= in.capacity() - at;
        if (isInside && crcAt >= 0 && crcAt <= in.capacity() - 4) {
            in.putInt((int) crcAt, Checksums.of(in, (int) at, (int) bytes));
        }
    }

    /** Reads all of a file; anything but an end in order, or an error that names the file, is thrown. True when read. */
    static boolean read(byte[] content, int number) {
        MemoryStorage storage = MemoryStorage.empty();
        storage.put(FileNames.segment(number), content);
        try {
            try (Segment alone = Segment.openAlone(storage, number)) {
                assertThat(alone.number()).isEqualTo(number);
            }
            try (Segment segment = Segment.open(storage, number, SETTINGS)) {
                readAll(segment);
                return true;
            }
        } catch (CorruptDataException refused) {
            assertThat(refused.getMessage()).contains(FileNames.segment(number));
            return false;
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void readAll(Segment segment) {
        float[] vector = new float[SETTINGS.dimension()];
        PreparedQuery query =
                new PreparedQuery(Metric.COSINE, new float[] {1, 2, 3, 4}, 10, 1, Long.MAX_VALUE, Long.MAX_VALUE);
        Rotation rotation = new Rotation(SETTINGS.dimension());
        BlockScan scan = new BlockScan(rotation.padded());
        scan.begin(rotation, query.vector());
        Candidates candidates = new Candidates();
        CodeDistances distances = new CodeDistances(SETTINGS.dimension());
        distances.begin(query, segment);
        var _ = segment.strayByte();
        assertThat(segment.tombstones()).hasSize(segment.tombstoneCount());
        for (int group = 0; group < segment.groups(); group++) {
            segment.copyCentroid(group, vector, 0);
            int rows = segment.rowsOf(group);
            segment.verifyCodes(group);
            scan.centre(0, 0, 0);
            int lanes = rows + segment.copiesOf(group);
            scan.scan(segment.memory(), segment.hotAt(group), lanes, 0, Float.POSITIVE_INFINITY, candidates);
            for (int copy = 0; copy < segment.copiesOf(group); copy++) {
                var _ = distances.distance(segment.copied(group, segment.hotAt(group), copy));
            }
            FloatBlock vectors = segment.vectors(group);
            for (int row = segment.firstRow(group); row < segment.firstRow(group) + rows; row++) {
                vectors.copyRow(row - segment.firstRow(group), vector, 0);
                var _ = distances.distance(row);
                readRow(segment, row);
            }
        }
        segment.verify();
    }

    private static void readRow(Segment segment, int row) {
        byte[] id = segment.id(row);
        int found = segment.find(id, IdHash.of(id), candidate -> {
            // As the engine does, before it looks at the id.
            var _ = segment.slot(candidate) + segment.sequence(candidate) + segment.groupOf(candidate);
            return candidate == row;
        });
        assertThat(found).isIn(row, -1);
        var _ = segment.payload(row).length + segment.inverseNorm(row) + segment.bucket(segment.groupOf(row));
    }
}
