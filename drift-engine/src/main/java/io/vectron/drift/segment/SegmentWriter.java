package io.vectron.drift.segment;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.codec.BloomFilterBuilder;
import io.vectron.drift.codec.FloatBlock;
import io.vectron.drift.codec.IdHash;
import io.vectron.drift.codec.IntegerBlock;
import io.vectron.drift.kernel.Team;
import io.vectron.drift.storage.Checksums;
import io.vectron.drift.storage.DurableFiles;
import io.vectron.drift.storage.FaultHook;
import io.vectron.drift.storage.FaultPoint;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Storage;
import io.vectron.drift.storage.StorageWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Writes one segment file, front to back, and gives it its name durably. One thread; the source must hold still. Memory is
 * that of the largest row group, or of a few for each thread, and of the index, whatever the number of rows.
 */
public final class SegmentWriter {
    /** Enough that no thread waits for another's larger group. */
    private static final int GROUPS_PER_THREAD = 8;

    private final Storage storage;
    private final DriftSettings settings;
    private final FaultHook faults;
    private final BooleanSupplier isCancelled;
    private final Team team;

    /**
     * A writer for one engine.
     *
     * @param isCancelled asked before each row group; true ends the work with a {@link CancellationException}
     */
    public SegmentWriter(Storage storage, DriftSettings settings, FaultHook faults, BooleanSupplier isCancelled) {
        this(storage, settings, faults, isCancelled, Team.ALONE);
    }

    /** As {@link #SegmentWriter(Storage, DriftSettings, FaultHook, BooleanSupplier)}, with threads that encode. */
    public SegmentWriter(
            Storage storage, DriftSettings settings, FaultHook faults, BooleanSupplier isCancelled, Team team) {
        this.team = team;
        this.storage = storage;
        this.settings = settings;
        this.faults = faults;
        this.isCancelled = isCancelled;
    }

    /**
     * What a segment is made of.
     *
     * @param source the rows
     * @param groups which of them go into the file, each at most once
     * @param tombstones deletions that older files must be told of
     */
    public record Content(RowSource source, List<RowGroup> groups, List<Tombstone> tombstones) {
        public Content {
            groups = groups.stream().flatMap(Content::cut).toList();
            tombstones = List.copyOf(tombstones);
        }

        /** Cuts a row group that is longer than a block of vectors may be: of one bucket come several then. */
        private static Stream<RowGroup> cut(RowGroup group) {
            int n = group.rows().length;
            if (n <= FloatBlock.ROWS_MAX) {
                return Stream.of(group);
            }
            List<RowGroup> pieces = new ArrayList<>();
            for (int from = 0; from < n; from += FloatBlock.ROWS_MAX) {
                int to = Math.min(n, from + FloatBlock.ROWS_MAX);
                RowGroup piece =
                        new RowGroup(group.bucket(), group.centroid(), Arrays.copyOfRange(group.rows(), from, to));
                pieces.add(from == 0 ? piece.withCopies(group.copies()) : piece);
            }
            return pieces.stream();
        }

        /** Rows that will be in the file. */
        public int rows() {
            return Math.toIntExact(
                    groups.stream().mapToLong(group -> group.rows().length).sum());
        }
    }

    /** Writes the segment of a number; it is complete and durable when this returns. */
    public void write(long number, Content content) throws IOException {
        String name = FileNames.segment(number);
        DurableFiles.writeTemp(storage, name, file -> {
            try (Arena arena = newArena()) {
                new OneFile(file, arena, content, number).write();
            }
        });
        faults.reached(FaultPoint.SEGMENT_TEMP_WRITTEN);
        DurableFiles.publish(storage, name);
        faults.reached(FaultPoint.SEGMENT_NAMED);
    }

    private Arena newArena() {
        return team.size() == 1 ? Arena.ofConfined() : Arena.ofShared();
    }

    /** Makes bytes of a row group. */
    @FunctionalInterface
    private interface Encoding {
        /**
         * Encodes.
         *
         * @param ofWindow where to allocate what is needed until it is written
         */
        MemorySegment[] blocks(RowGroup group, Arena ofWindow);
    }

    /** Takes the bytes of a row group. */
    @FunctionalInterface
    private interface Writing {
        void write(int group, MemorySegment[] blocks) throws IOException;
    }

    /** The writing of one file. */
    private final class OneFile {
        private final ChunkedOutput file;
        private final Arena arena;
        private final Content content;
        private final long number;
        private final int dimension = settings.dimension();
        private final int rows;
        private final boolean isWide;
        private final long baseVersion;
        private final ByteBuffer footer = littleEndian(SegmentFormat.FOOTER_BYTES);
        private final MemorySegment groups;
        private final RowCodes codes;
        /** By row of the source, the number it has in the file. */
        private final int[] numberOf;

        private int rowsNumbered;

        OneFile(StorageWriter file, Arena arena, Content content, long number) {
            this.file = new ChunkedOutput(file, arena);
            this.arena = arena;
            this.content = content;
            this.number = number;
            this.rows = content.rows();
            long least = Long.MAX_VALUE;
            long most = 0;
            for (RowGroup group : content.groups()) {
                for (int row : group.rows()) {
                    least = Math.min(least, content.source().version(row));
                    most = Math.max(most, content.source().version(row));
                }
            }
            this.baseVersion = rows == 0 ? 0 : least;
            this.isWide = rows > 0 && most - least > 0xFFFF_FFFFL;
            this.groups = arena.allocate(
                    SegmentFormat.groupsBytes(dimension, content.groups().size()), 8);
            this.codes = RowCodes.train(content.source(), content.groups(), settings, number);
            this.numberOf = numbers();
        }

        private int[] numbers() {
            int[] numbers = new int[content.source().rows()];
            int next = 0;
            for (RowGroup group : content.groups()) {
                for (int row : group.rows()) {
                    numbers[row] = next++;
                }
            }
            return numbers;
        }

        void write() throws IOException {
            writeHeader();
            writeHotRegion();
            writeCodeRegion();
            writeRowRegion();
            writeColdRegion();
            writeIndexRegion();
            writeFooter();
            file.flush();
        }

        private void put(MemorySegment bytes) throws IOException {
            file.write(bytes.asByteBuffer());
        }

        /** Begins a region at the next page and notes where. */
        private void beginRegion(int ordinal) throws IOException {
            long start = SegmentFormat.align(file.position(), SegmentFormat.PAGE);
            file.write(ByteBuffer.allocate((int) (start - file.position())));
            footer.putLong(SegmentFormat.FOOTER_REGIONS_AT + 8 * ordinal, start);
        }

        private void writeHeader() throws IOException {
            ByteBuffer header = littleEndian(SegmentFormat.headerBytes(dimension));
            header.putLong(SegmentFormat.MAGIC_AT, SegmentFormat.HEADER_MAGIC);
            header.putInt(SegmentFormat.VERSION_AT, SegmentFormat.VERSION);
            header.putInt(SegmentFormat.HEADER_DIMENSION_AT, dimension);
            header.putInt(SegmentFormat.HEADER_METRIC_AT, settings.metric().formatCode());
            header.putLong(SegmentFormat.HEADER_NUMBER_AT, number);
            codes.grid().writeAt(MemorySegment.ofBuffer(header), SegmentFormat.HEADER_GRID_AT);
            int crcAt = header.limit() - 4;
            header.putInt(crcAt, Checksums.of(header, 0, crcAt));
            file.write(header);
        }

        /** Encodes row groups, some at a time by the team, and writes them in their order. */
        private void forEachGroup(Encoding encoding, Writing writing) throws IOException {
            int window = team.size() == 1 ? 1 : GROUPS_PER_THREAD * team.size();
            int all = content.groups().size();
            MemorySegment[][] encoded = new MemorySegment[window][];
            for (int from = 0; from < all; from += window) {
                checkMayGoOn();
                int first = from;
                try (Arena ofWindow = newArena()) {
                    team.forEach(
                            Math.min(window, all - first),
                            i -> encoded[i] = encoding.blocks(content.groups().get(first + i), ofWindow));
                    for (int i = 0; i < Math.min(window, all - first); i++) {
                        writing.write(first + i, encoded[i]);
                    }
                }
            }
        }

        private void writeHotRegion() throws IOException {
            beginRegion(SegmentReader.HOT_REGION);
            forEachGroup(this::hot, this::writeHot);
        }

        private MemorySegment[] hot(RowGroup group, Arena ofWindow) {
            MemorySegment hot = ofWindow.allocate(
                    SegmentFormat.hotBytes(dimension, group.rows().length, group.copies().length),
                    SegmentFormat.ALIGNMENT);
            codes.writeHot(group, hot);
            long copiesAt = SegmentFormat.copiesAt(dimension, group.rows().length, group.copies().length);
            for (int i = 0; i < group.copies().length; i++) {
                hot.set(SegmentReader.I32, copiesAt + 4L * i, numberOf[group.copies()[i]]);
            }
            return new MemorySegment[] {hot};
        }

        private void writeHot(int g, MemorySegment[] blocks) throws IOException {
            RowGroup group = content.groups().get(g);
            MemorySegment hot = blocks[0];
            long entry = entryAt(g);
            groups.set(SegmentReader.I64, entry + SegmentFormat.ENTRY_BUCKET_AT, group.bucket());
            groups.set(SegmentReader.I64, entry + SegmentFormat.ENTRY_HOT_AT, file.position());
            groups.set(SegmentReader.I32, entry + SegmentFormat.ENTRY_FIRST_ROW_AT, rowsNumbered);
            groups.set(SegmentReader.I32, entry + SegmentFormat.ENTRY_ROWS_AT, group.rows().length);
            groups.set(SegmentReader.I32, entry + SegmentFormat.ENTRY_COPIES_AT, group.copies().length);
            groups.set(SegmentReader.I32, entry + SegmentFormat.ENTRY_HOT_CRC_AT, Checksums.of(hot, 0, hot.byteSize()));
            MemorySegment.copy(group.centroid(), 0, groups, SegmentReader.F32, 4L * dimension * g, dimension);
            put(hot);
            rowsNumbered += group.rows().length;
        }

        private void writeCodeRegion() throws IOException {
            beginRegion(SegmentReader.CODE_REGION);
            forEachGroup(
                    (group, ofWindow) -> {
                        MemorySegment bytes =
                                ofWindow.allocate(SegmentFormat.codeBytes(dimension, group.rows().length), 8);
                        codes.writeCodes(group, bytes);
                        return new MemorySegment[] {bytes};
                    },
                    (g, blocks) -> {
                        groups.set(
                                SegmentReader.I32,
                                entryAt(g) + SegmentFormat.ENTRY_CODES_CRC_AT,
                                Checksums.of(blocks[0], 0, blocks[0].byteSize()));
                        put(blocks[0]);
                    });
        }

        private long entryAt(int group) {
            return 4L * dimension * content.groups().size() + (long) SegmentFormat.ENTRY_BYTES * group;
        }

        private void checkMayGoOn() {
            if (isCancelled.getAsBoolean()) {
                throw new CancellationException("the engine closes");
            }
        }

        private void writeRowRegion() throws IOException {
            beginRegion(SegmentReader.ROW_REGION);
            boolean hasNorms = settings.metric() == Metric.COSINE;
            MemorySegment region =
                    arena.allocate(SegmentFormat.rowRegionBytes(rows, isWide, hasNorms), SegmentFormat.ALIGNMENT);
            long versions = SegmentFormat.versionsAt(rows);
            long norms = SegmentFormat.inverseNormsAt(rows, isWide);
            int n = 0;
            for (RowGroup group : content.groups()) {
                for (int row : group.rows()) {
                    region.set(SegmentReader.I32, 4L * n, content.source().slot(row));
                    long version = content.source().version(row) - baseVersion;
                    if (isWide) {
                        region.set(SegmentReader.I64, versions + 8L * n, version);
                    } else {
                        region.set(SegmentReader.I32, versions + 4L * n, (int) version);
                    }
                    if (hasNorms) {
                        region.set(
                                SegmentReader.F32,
                                norms + 4L * n,
                                content.source().inverseNorm(row));
                    }
                    n++;
                }
            }
            footer.putInt(SegmentFormat.FOOTER_CRCS_AT, Checksums.of(region, 0, region.byteSize()));
            put(region);
        }

        private void writeColdRegion() throws IOException {
            beginRegion(SegmentReader.COLD_REGION);
            forEachGroup(
                    (group, ofWindow) -> new MemorySegment[] {
                        vectors(group, ofWindow),
                        texts(group, ofWindow, content.source()::id, false),
                        texts(group, ofWindow, content.source()::payload, true)
                    },
                    (g, blocks) -> {
                        long entry = entryAt(g);
                        groups.set(SegmentReader.I64, entry + SegmentFormat.ENTRY_COLD_AT, file.position());
                        for (int block = 0; block < blocks.length; block++) {
                            writeCold(entry, block, blocks[block]);
                        }
                    });
        }

        private void writeCold(long entry, int block, MemorySegment bytes) throws IOException {
            groups.set(SegmentReader.I64, entry + SegmentFormat.ENTRY_COLD_BYTES_AT + 8L * block, bytes.byteSize());
            groups.set(
                    SegmentReader.I32,
                    entry + SegmentFormat.ENTRY_COLD_CRCS_AT + 4L * block,
                    Checksums.of(bytes, 0, bytes.byteSize()));
            put(bytes);
        }

        private MemorySegment vectors(RowGroup group, Arena ofGroup) {
            int m = group.rows().length;
            float[] values = new float[m * dimension];
            for (int i = 0; i < m; i++) {
                content.source().copyVector(group.rows()[i], values, i * dimension);
            }
            MemorySegment out = ofGroup.allocate(
                    SegmentFormat.align(FloatBlock.bytesMax(m, dimension), SegmentFormat.COLD_ALIGNMENT), 8);
            long bytes = FloatBlock.encode(values, m, dimension, out, 0);
            return out.asSlice(0, SegmentFormat.align(bytes, SegmentFormat.COLD_ALIGNMENT));
        }

        private MemorySegment texts(RowGroup group, Arena ofGroup, IntFunction<byte[]> text, boolean mayBeAbsent) {
            int m = group.rows().length;
            long[] ends = new long[m];
            long end = 0;
            for (int i = 0; i < m; i++) {
                end += text.apply(group.rows()[i]).length;
                ends[i] = end;
            }
            if (end == 0 && mayBeAbsent) {
                return MemorySegment.NULL;
            }
            byte[] packedEnds = IntegerBlock.encode(ends, m);
            long at = 4L + packedEnds.length;
            MemorySegment out = ofGroup.allocate(SegmentFormat.align(at + end, SegmentFormat.COLD_ALIGNMENT), 8);
            out.set(SegmentReader.I32, 0, packedEnds.length);
            MemorySegment.copy(packedEnds, 0, out, ValueLayout.JAVA_BYTE, 4, packedEnds.length);
            for (int row : group.rows()) {
                byte[] bytes = text.apply(row);
                MemorySegment.copy(bytes, 0, out, ValueLayout.JAVA_BYTE, at, bytes.length);
                at += bytes.length;
            }
            return out;
        }

        private void writeIndexRegion() throws IOException {
            beginRegion(SegmentReader.INDEX_REGION);
            writePart(0, groups);
            long[] hashes = new long[rows];
            int n = 0;
            for (RowGroup group : content.groups()) {
                for (int row : group.rows()) {
                    hashes[n++] = IdHash.of(content.source().id(row));
                }
            }
            long tableAt = SegmentFormat.tombstonesBytes(content.tombstones().size());
            MemorySegment table = arena.allocate(tableAt + IdTableFormat.bytes(rows), 8);
            long at = 0;
            for (Tombstone tombstone : content.tombstones()) {
                table.set(SegmentReader.I32, at, tombstone.slot());
                table.set(SegmentReader.I64, at + 4, tombstone.version());
                at += 12;
            }
            IdTableFormat.write(hashes, table, tableAt);
            writePart(1, table);
            writePart(2, bloom(hashes));
        }

        private MemorySegment bloom(long[] hashes) {
            BloomFilterBuilder builder = new BloomFilterBuilder(hashes.length);
            for (long hash : hashes) {
                builder.add(hash);
            }
            MemorySegment bytes = arena.allocate(builder.bytes(), 8);
            var _ = builder.writeAt(bytes, 0);
            return bytes;
        }

        private void writePart(int part, MemorySegment bytes) throws IOException {
            footer.putLong(SegmentFormat.FOOTER_PARTS_AT + 8 * part, bytes.byteSize());
            footer.putInt(SegmentFormat.FOOTER_CRCS_AT + 4 + 4 * part, Checksums.of(bytes, 0, bytes.byteSize()));
            put(bytes);
        }

        private void writeFooter() throws IOException {
            footer.putLong(SegmentFormat.FOOTER_REGIONS_AT + 8 * SegmentReader.FOOTER_REGION, file.position());
            footer.putLong(SegmentFormat.MAGIC_AT, SegmentFormat.FOOTER_MAGIC);
            footer.putInt(SegmentFormat.VERSION_AT, SegmentFormat.VERSION);
            footer.putInt(SegmentFormat.FOOTER_ROWS_AT, rows);
            footer.putInt(SegmentFormat.FOOTER_GROUPS_AT, content.groups().size());
            footer.putInt(
                    SegmentFormat.FOOTER_TOMBSTONES_AT, content.tombstones().size());
            footer.putLong(SegmentFormat.FOOTER_LENGTH_AT, file.position() + SegmentFormat.FOOTER_BYTES);
            footer.putLong(SegmentFormat.FOOTER_BASE_VERSION_AT, baseVersion);
            footer.putInt(SegmentFormat.FOOTER_IS_WIDE_AT, isWide ? 1 : 0);
            footer.putInt(SegmentFormat.FOOTER_CRC_AT, Checksums.of(footer, 0, SegmentFormat.FOOTER_CRC_AT));
            file.write(footer);
        }
    }

    private static ByteBuffer littleEndian(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
