package io.vectron.drift.segment;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.codec.BloomFilter;
import io.vectron.drift.codec.FloatBlock;
import io.vectron.drift.codec.IdHash;
import io.vectron.drift.codec.IntegerBlock;
import io.vectron.drift.codec.MalformedBlockException;
import io.vectron.drift.codec.Sq8Grid;
import io.vectron.drift.storage.Checksums;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Storage;
import io.vectron.drift.storage.StorageReader;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A mapped segment file. Footer, header, row region and index region are checked when it is opened, the blocks of a row group
 * when they are read first.
 *
 * <p>Concurrency: the mapping and the index never change. {@code verified} holds one bit per block, {@code vectors} the views
 * of vector blocks that were read; a race checks or opens a block twice, which is harmless.
 *
 * <p>Invariants: row groups hold consecutive rows, at least one each; all offsets lie within their
 * regions.
 */
final class SegmentReader implements AutoCloseable {
    static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final int HOT_REGION = 0;
    static final int CODE_REGION = 1;
    static final int ROW_REGION = 2;
    static final int COLD_REGION = 3;
    static final int INDEX_REGION = 4;
    static final int FOOTER_REGION = 5;
    static final int REGIONS = 6;

    private static final int HOT = SegmentBlock.HOT.place();
    private static final int CODES = SegmentBlock.CODES.place();
    private static final int VECTORS = SegmentBlock.VECTORS.place();
    private static final int KEYS = SegmentBlock.KEYS.place();
    private static final int PAYLOADS = SegmentBlock.PAYLOADS.place();
    private static final int BOTH_CODES = 1 << HOT | 1 << CODES;
    private static final byte[] EMPTY = {};

    private final Path file;
    private final Arena arena;
    private final MemorySegment map;
    private final int dimension;
    private final int rows;
    private final int groups;
    private final int tombstones;
    private final boolean isWide;
    private final long baseVersion;
    private final boolean hasNorms;
    private final long[] regions = new long[REGIONS];
    private final long slotsAt;
    private final long versionsAt;
    private final long normsAt;
    private final long groupsAt;
    private final long tombstonesAt;
    private final long idTableAt;
    private final BloomFilter bloom;
    private final Sq8Grid grid;
    private final GroupRows groupRows;
    private final int[] copies;
    private final AtomicIntegerArray verified;
    private final AtomicReferenceArray<@Nullable FloatBlock> vectors;

    /** Maps and checks the segment of a number. */
    static SegmentReader open(Storage storage, long number, DriftSettings settings) throws IOException {
        String name = FileNames.segment(number);
        Path file = storage.path().resolve(name);
        Arena arena = Arena.ofShared();
        try (StorageReader reader = storage.open(name)) {
            if (reader.length() < SegmentFormat.headerBytes(settings.dimension()) + SegmentFormat.FOOTER_BYTES) {
                throw CorruptDataException.at(file, 0, "file length", "a whole segment", reader.length());
            }
            return new SegmentReader(file, arena, reader.map(arena), number, settings);
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
        this.hasNorms = settings.metric() == Metric.COSINE;
        long footer = map.byteSize() - SegmentFormat.FOOTER_BYTES;
        checkFooter(footer);
        checkHeader(number, settings);
        this.rows = count(footer + SegmentFormat.FOOTER_ROWS_AT, "rows");
        this.groups = count(footer + SegmentFormat.FOOTER_GROUPS_AT, "row groups");
        this.tombstones = count(footer + SegmentFormat.FOOTER_TOMBSTONES_AT, "tombstones");
        this.baseVersion = map.get(I64, footer + SegmentFormat.FOOTER_BASE_VERSION_AT);
        this.isWide = map.get(I32, footer + SegmentFormat.FOOTER_IS_WIDE_AT) != 0;
        MemorySegment.copy(map, I64, footer + SegmentFormat.FOOTER_REGIONS_AT, regions, 0, regions.length);
        checkRegions(footer);
        this.slotsAt = regions[ROW_REGION];
        this.versionsAt = slotsAt + SegmentFormat.versionsAt(rows);
        this.normsAt = slotsAt + SegmentFormat.inverseNormsAt(rows, isWide);
        long rowBytes = SegmentFormat.rowRegionBytes(rows, isWide, hasNorms);
        long codeBytes = SegmentFormat.codeBytes(dimension, rows);
        checkInside("code region", regions[CODE_REGION], codeBytes, regions[ROW_REGION]);
        checkInside("row region", slotsAt, rowBytes, regions[COLD_REGION]);
        checkCrc("row region", footer + SegmentFormat.FOOTER_CRCS_AT, slotsAt, rowBytes);
        long[] parts = new long[3];
        MemorySegment.copy(map, I64, footer + SegmentFormat.FOOTER_PARTS_AT, parts, 0, parts.length);
        this.groupsAt = regions[INDEX_REGION];
        this.tombstonesAt = groupsAt + parts[0];
        this.idTableAt = tombstonesAt + SegmentFormat.tombstonesBytes(tombstones);
        long bloomAt = tombstonesAt + parts[1];
        checkParts(footer, parts, bloomAt);
        this.bloom = openBloom(bloomAt, parts[2]);
        this.grid = openGrid();
        this.verified = new AtomicIntegerArray(groups);
        this.vectors = new AtomicReferenceArray<>(groups);
        this.copies = new int[groups];
        this.groupRows = readGroups();
    }

    private int count(long at, String what) {
        int found = map.get(I32, at);
        // A row takes more than four bytes of the file, whatever it is.
        if (found < 0 || 4L * found > map.byteSize()) {
            throw CorruptDataException.at(file, at, what, "0 to " + map.byteSize() / 4, found);
        }
        return found;
    }

    private void checkFooter(long footer) {
        expect(footer, "footer magic", SegmentFormat.FOOTER_MAGIC, map.get(I64, footer + SegmentFormat.MAGIC_AT));
        checkCrc("footer", footer + SegmentFormat.FOOTER_CRC_AT, footer, SegmentFormat.FOOTER_CRC_AT);
        expect(footer, "version", SegmentFormat.VERSION, map.get(I32, footer + SegmentFormat.VERSION_AT));
        expect(footer, "file length", map.byteSize(), map.get(I64, footer + SegmentFormat.FOOTER_LENGTH_AT));
    }

    private void checkHeader(long number, DriftSettings settings) {
        int bytes = SegmentFormat.headerBytes(dimension);
        expect(0, "header magic", SegmentFormat.HEADER_MAGIC, map.get(I64, SegmentFormat.MAGIC_AT));
        expect(0, "version", SegmentFormat.VERSION, map.get(I32, SegmentFormat.VERSION_AT));
        expect(0, "dimension", dimension, map.get(I32, SegmentFormat.HEADER_DIMENSION_AT));
        checkCrc("header", bytes - 4, 0, bytes - 4);
        expect(0, "metric", settings.metric().formatCode(), map.get(I32, SegmentFormat.HEADER_METRIC_AT));
        expect(0, "segment number", number, map.get(I64, SegmentFormat.HEADER_NUMBER_AT));
    }

    private void checkRegions(long footer) {
        expect(footer, "offset of the footer", footer, regions[FOOTER_REGION]);
        long before = SegmentFormat.headerBytes(dimension);
        for (int region = HOT_REGION; region <= FOOTER_REGION; region++) {
            checkInside("region " + region, before, 0, regions[region]);
            before = regions[region];
        }
    }

    private void checkParts(long footer, long[] parts, long bloomAt) {
        expect(groupsAt, "bytes of row groups", SegmentFormat.groupsBytes(dimension, groups), parts[0]);
        expect(
                tombstonesAt,
                "bytes of tombstones and id table",
                SegmentFormat.tombstonesBytes(tombstones) + IdTableFormat.bytes(rows),
                parts[1]);
        checkInside("bloom filter", bloomAt, parts[2], footer);
        expect(footer, "end of the index region", footer, bloomAt + parts[2]);
        long crcs = footer + SegmentFormat.FOOTER_CRCS_AT + 4;
        checkCrc("row groups", crcs, groupsAt, parts[0]);
        checkCrc("tombstones and id table", crcs + 4, tombstonesAt, parts[1]);
        checkCrc("bloom filter", crcs + 8, bloomAt, parts[2]);
        IdTableFormat.check(file, map, idTableAt, rows);
    }

    private BloomFilter openBloom(long at, long bytes) {
        try {
            return BloomFilter.open(map, at, bytes);
        } catch (MalformedBlockException malformed) {
            throw new CorruptDataException(file, "bloom filter: " + malformed.getMessage(), malformed);
        }
    }

    private Sq8Grid openGrid() {
        try {
            return Sq8Grid.read(map, SegmentFormat.HEADER_GRID_AT, dimension);
        } catch (MalformedBlockException malformed) {
            throw new CorruptDataException(file, "grid of the codes: " + malformed.getMessage(), malformed);
        }
    }

    private GroupRows readGroups() {
        int[] first = new int[groups + 1];
        int row = 0;
        for (int g = 0; g < groups; g++) {
            long at = entryAt(g);
            expect(at, "first row of row group " + g, row, map.get(I32, at + SegmentFormat.ENTRY_FIRST_ROW_AT));
            first[g] = row;
            int m = map.get(I32, at + SegmentFormat.ENTRY_ROWS_AT);
            int rowsMax = Math.min(rows - row, FloatBlock.ROWS_MAX);
            if (m < 1 || m > rowsMax) {
                throw CorruptDataException.at(file, at, "rows of row group " + g, "1 to " + rowsMax, m);
            }
            row += m;
            int c = map.get(I32, at + SegmentFormat.ENTRY_COPIES_AT);
            if (c < 0 || c > rows) {
                throw CorruptDataException.at(file, at, "copies of row group " + g, "0 to " + rows, c);
            }
            copies[g] = c;
            checkInside("hot part", hotAt(g), SegmentFormat.hotBytes(dimension, m, c), regions[CODE_REGION]);
            long coldAt = map.get(I64, at + SegmentFormat.ENTRY_COLD_AT);
            checkInside("start of the cold part", regions[COLD_REGION], 0, coldAt);
            for (int block = VECTORS; block <= PAYLOADS; block++) {
                checkInside("cold block " + block, coldAt, coldBytes(g, block), regions[INDEX_REGION]);
                coldAt += coldBytes(g, block);
            }
        }
        first[groups] = row;
        expect(groupsAt, "rows of all row groups", rows, row);
        return new GroupRows(first);
    }

    private void checkInside(String what, long at, long bytes, long end) {
        // Written so that no sum overflows.
        if (at < 0 || bytes < 0 || end > map.byteSize() || at > end - bytes) {
            throw CorruptDataException.at(file, at, what, "an end up to " + end, bytes + " bytes");
        }
    }

    private void expect(long offset, String what, long expected, long found) {
        if (expected != found) {
            throw CorruptDataException.at(file, offset, what, expected, found);
        }
    }

    private void checkCrc(String what, long crcAt, long at, long bytes) {
        expect(at, "CRC32C of " + what, map.get(I32, crcAt), Checksums.of(map, at, bytes));
    }

    private long entryAt(int group) {
        return groupsAt + 4L * dimension * groups + (long) SegmentFormat.ENTRY_BYTES * group;
    }

    /** Where a group's hot part starts; not verified. */
    long hotAt(int group) {
        return map.get(I64, entryAt(group) + SegmentFormat.ENTRY_HOT_AT);
    }

    /** Where a cold block of a group starts; not verified. */
    long coldAt(int group, int block) {
        long at = map.get(I64, entryAt(group) + SegmentFormat.ENTRY_COLD_AT);
        for (int before = VECTORS; before < block; before++) {
            at += coldBytes(group, before);
        }
        return at;
    }

    long coldBytes(int group, int block) {
        return map.get(I64, entryAt(group) + SegmentFormat.ENTRY_COLD_BYTES_AT + 8L * (block - VECTORS));
    }

    private void verify(int group, int block, long at, long bytes) {
        int bit = 1 << block;
        if ((verified.get(group) & bit) != 0) {
            return;
        }
        long crcAt = entryAt(group) + SegmentFormat.ENTRY_HOT_CRC_AT + 4L * block;
        checkCrc("block " + block + " of row group " + group, crcAt, at, bytes);
        verified.accumulateAndGet(group, bit, (seen, add) -> seen | add);
    }

    /** Where a group's hot part starts; verified. */
    long hot(int group) {
        long at = hotAt(group);
        if ((verified.get(group) & 1 << HOT) == 0) {
            checkCopies(group, at);
            verify(group, HOT, at, hotBytes(group));
        }
        return at;
    }

    private void checkCopies(int group, long hotAt) {
        long at = hotAt + SegmentFormat.copiesAt(dimension, rowsOf(group), copies[group]);
        for (int i = 0; i < copies[group]; i++) {
            int row = map.get(I32, at + 4L * i);
            if (row < 0 || row >= rows) {
                throw CorruptDataException.at(file, at + 4L * i, "row that was copied", "0 to " + (rows - 1), row);
            }
        }
    }

    /** Length of a group's hot part. */
    long hotBytes(int group) {
        return SegmentFormat.hotBytes(dimension, rowsOf(group), copies[group]);
    }

    /** Rows of other groups that are scanned in a group too. */
    int copiesOf(int group) {
        return copies[group];
    }

    /** Where the codes of a group start; verified. */
    long codes(int group) {
        long at = codeAt(firstRow(group));
        verify(group, CODES, at, SegmentFormat.codeBytes(dimension, rowsOf(group)));
        return at;
    }

    /** Verifies both kinds of codes of a group. */
    void verifyCodes(int group) {
        if ((verified.get(group) & BOTH_CODES) != BOTH_CODES) {
            var _ = hot(group) + codes(group);
        }
    }

    /** Where the code of a row starts; not verified. */
    long codeAt(int row) {
        return regions[CODE_REGION] + SegmentFormat.codeBytes(dimension, row);
    }

    private long cold(int group, int block) {
        long at = coldAt(group, block);
        verify(group, block, at, coldBytes(group, block));
        return at;
    }

    /** Verifies a block of a group. */
    void verify(int group, SegmentBlock block) {
        var _ = switch (block) {
            case HOT -> hot(group);
            case CODES -> codes(group);
            case VECTORS, KEYS, PAYLOADS -> cold(group, block.place());
        };
    }

    /** The vectors of a group; verified. */
    FloatBlock vectors(int group) {
        FloatBlock known = vectors.getAcquire(group);
        if (known != null) {
            return known;
        }
        long at = cold(group, VECTORS);
        try {
            FloatBlock opened = FloatBlock.open(map, at, coldBytes(group, VECTORS), rowsOf(group), dimension);
            opened.checkPatches();
            vectors.setRelease(group, opened);
            return opened;
        } catch (MalformedBlockException malformed) {
            throw new CorruptDataException(
                    file, "vectors of row group " + group + ": " + malformed.getMessage(), malformed);
        }
    }

    void copyVector(int row, float[] target, int at) {
        int group = groupOf(row);
        vectors(group).copyRow(row - firstRow(group), target, at);
    }

    /** Has a vector read into the cache. */
    long touchVector(int row) {
        int group = groupOf(row);
        return vectors(group).touch(row - firstRow(group));
    }

    byte[] id(int row) {
        return text(row, KEYS);
    }

    byte[] payload(int row) {
        int group = groupOf(row);
        return coldBytes(group, PAYLOADS) == 0 ? EMPTY : text(row, PAYLOADS);
    }

    private byte[] text(int row, int block) {
        int group = groupOf(row);
        int place = row - firstRow(group);
        long at = cold(group, block);
        long bytes = coldBytes(group, block);
        try {
            int endsBytes = bytes < 4 ? -1 : map.get(I32, at);
            if (endsBytes < 0 || endsBytes > bytes - 4) {
                throw CorruptDataException.at(file, at, "length of ends", "0 to " + (bytes - 4), endsBytes);
            }
            IntegerBlock ends = IntegerBlock.open(map, at + 4, endsBytes);
            expect(at, "number of ends", rowsOf(group), ends.count());
            long from = place == 0 ? 0 : ends.get(place - 1);
            long to = ends.get(place);
            if (from < 0 || to < from || to > bytes - 4 - endsBytes) {
                throw CorruptDataException.at(
                        file, at, "range of row " + row, "within " + (bytes - 4 - endsBytes), from + " to " + to);
            }
            byte[] text = new byte[(int) (to - from)];
            MemorySegment.copy(map, ValueLayout.JAVA_BYTE, at + 4 + endsBytes + from, text, 0, text.length);
            return text;
        } catch (MalformedBlockException malformed) {
            throw new CorruptDataException(
                    file, "ends of row group " + group + ": " + malformed.getMessage(), malformed);
        }
    }

    int slot(int row) {
        return map.get(I32, slotsAt + 4L * row);
    }

    long version(int row) {
        return baseVersion
                + (isWide
                        ? map.get(I64, versionsAt + 8L * row)
                        : Integer.toUnsignedLong(map.get(I32, versionsAt + 4L * row)));
    }

    float inverseNorm(int row) {
        return hasNorms ? map.get(F32, normsAt + 4L * row) : 1;
    }

    /** Whether an id may be in the file: false is certain. */
    boolean mayHold(long hash) {
        return rows > 0 && bloom.mightContain(hash);
    }

    /** The first row that has an id and passes a check, or -1. */
    int find(byte[] id, long hash, IntPredicate check) {
        return mayHold(hash)
                ? IdTableFormat.find(hash, map, idTableAt, rows, row -> check.test(row) && Arrays.equals(id(row), id))
                : IdTableFormat.NONE;
    }

    List<Tombstone> tombstones() {
        List<Tombstone> all = new ArrayList<>(tombstones);
        for (int i = 0; i < tombstones; i++) {
            long at = tombstonesAt + 12L * i;
            all.add(new Tombstone(map.get(I32, at), map.get(I64, at + 4)));
        }
        return all;
    }

    MemorySegment map() {
        return map;
    }

    int rows() {
        return rows;
    }

    int groups() {
        return groups;
    }

    int tombstoneCount() {
        return tombstones;
    }

    int rowsOf(int group) {
        return groupRows.count(group);
    }

    int firstRow(int group) {
        return groupRows.first(group);
    }

    long bucket(int group) {
        return map.get(I64, entryAt(group) + SegmentFormat.ENTRY_BUCKET_AT);
    }

    int groupOf(int row) {
        return groupRows.groupOf(row);
    }

    void copyCentroid(int group, float[] target, int at) {
        MemorySegment.copy(map, F32, groupsAt + 4L * dimension * group, target, at, dimension);
    }

    /** Where a region starts. */
    long region(int region) {
        return regions[region];
    }

    /** Bytes of the row region that mean something. */
    long rowRegionBytes() {
        return SegmentFormat.rowRegionBytes(rows, isWide, hasNorms);
    }

    /** The grid of the codes. */
    Sq8Grid grid() {
        return grid;
    }

    /** Bytes of the parts of the file: header, hot, codes, rows, cold, index with footer. */
    long[] partBytes() {
        return new long[] {
            regions[HOT_REGION],
            regions[CODE_REGION] - regions[HOT_REGION],
            regions[ROW_REGION] - regions[CODE_REGION],
            regions[COLD_REGION] - regions[ROW_REGION],
            regions[INDEX_REGION] - regions[COLD_REGION],
            map.byteSize() - regions[INDEX_REGION]
        };
    }

    long hash(int row) {
        return IdHash.of(id(row));
    }

    int dimension() {
        return dimension;
    }

    Path file() {
        return file;
    }

    @Override
    public void close() {
        arena.close();
    }
}
