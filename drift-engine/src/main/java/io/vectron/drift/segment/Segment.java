package io.vectron.drift.segment;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.codec.FloatBlock;
import io.vectron.drift.query.RowOwner;
import io.vectron.drift.rabitq.BlockEncoder;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.IntPredicate;

/**
 * A mapped segment, and how many rows of each of its row groups live.
 *
 * <p>Concurrency: the file never changes. Live counts, and {@code dead}, their complement, are written under the engine's writer lock and read anywhere. Whoever
 * takes the segment out of the engine's state closes it once nobody can see it any more.
 *
 * <p>Invariants: a row group has at most as many live rows as rows.
 */
public final class Segment implements RowOwner, AutoCloseable {
    private final long number;
    private final SegmentReader reader;
    private final AtomicIntegerArray live;
    private final AtomicInteger dead;

    private Segment(long number, SegmentReader reader) {
        this.number = number;
        this.reader = reader;
        this.live = new AtomicIntegerArray(reader.groups());
        this.dead = new AtomicInteger(reader.rows());
    }

    /**
     * Maps and checks the segment of a number.
     *
     * @throws CorruptDataException when it is damaged
     */
    public static Segment open(Storage storage, long number, DriftSettings settings) throws IOException {
        return new Segment(number, SegmentReader.open(storage, number, settings));
    }

    /**
     * Maps and checks a segment of which nothing is known but its file: dimension and metric are taken from its header.
     *
     * @throws CorruptDataException when it is damaged
     */
    public static Segment openAlone(Storage storage, long number) throws IOException {
        return open(storage, number, SegmentHeader.settings(storage, number));
    }

    public long number() {
        return number;
    }

    public long fileBytes() {
        return reader.map().byteSize();
    }

    public Path file() {
        return reader.file();
    }

    public int rows() {
        return reader.rows();
    }

    public int groups() {
        return reader.groups();
    }

    /** The id of a row group's bucket. */
    public long bucket(int group) {
        return reader.bucket(group);
    }

    public int firstRow(int group) {
        return reader.firstRow(group);
    }

    /** Number of rows of a row group, dead ones included. */
    public int rowsOf(int group) {
        return reader.rowsOf(group);
    }

    /** Number of rows of other row groups that are scanned in a row group too. */
    public int copiesOf(int group) {
        return reader.copiesOf(group);
    }

    /**
     * The row that a copy is of; its row group's codes have been verified.
     *
     * @param blocksAt where the row group's blocks start
     * @param copy number of the copy in its row group
     */
    public int copied(int group, long blocksAt, int copy) {
        long at = SegmentFormat.copiesAt(reader.dimension(), reader.rowsOf(group), reader.copiesOf(group));
        return reader.map().get(SegmentReader.I32, blocksAt + at + 4L * copy);
    }

    public int groupOf(int row) {
        return reader.groupOf(row);
    }

    /** Copies the centroid of a row group's bucket. */
    public void copyCentroid(int group, float[] target, int at) {
        reader.copyCentroid(group, target, at);
    }

    public List<Tombstone> tombstones() {
        return reader.tombstones();
    }

    public int tombstoneCount() {
        return reader.tombstoneCount();
    }

    /** The first row that has an id and passes a check, or -1. A bloom filter spares most searches in vain. */
    public int find(byte[] id, long hash, IntPredicate check) {
        return reader.find(id, hash, check);
    }

    /** False when the bloom filter excludes an id. */
    public boolean mayHold(long hash) {
        return reader.mayHold(hash);
    }

    public int slot(int row) {
        return reader.slot(row);
    }

    @Override
    public long sequence(int row) {
        return reader.version(row);
    }

    @Override
    public byte[] id(int row) {
        return reader.id(row);
    }

    @Override
    public float[] vector(int row) {
        float[] vector = new float[reader.dimension()];
        reader.copyVector(row, vector, 0);
        return vector;
    }

    @Override
    public byte[] payload(int row) {
        return reader.payload(row);
    }

    public void copyVector(int row, float[] target, int at) {
        reader.copyVector(row, target, at);
    }

    /** Has the vector of a row read into the cache; returns something that depends on what was read. */
    public long touchVector(int row) {
        return reader.touchVector(row);
    }

    /** The vectors of a row group, in the order of its rows. */
    public FloatBlock vectors(int group) {
        return reader.vectors(group);
    }

    /** 1 / |x| under cosine, 1 otherwise. */
    public float inverseNorm(int row) {
        return reader.inverseNorm(row);
    }

    /** Copies a vector in the form that it is clustered and coded in: of length one under cosine. */
    public void copyRouting(int row, float[] target, int at) {
        reader.copyVector(row, target, at);
        float factor = reader.inverseNorm(row);
        if (factor != 1) {
            for (int i = at; i < at + reader.dimension(); i++) {
                target[i] *= factor;
            }
        }
    }

    /** The mapped file, for who scans it. */
    public MemorySegment memory() {
        return reader.map();
    }

    /** Where the blocks of a row group start; not verified. */
    public long hotAt(int group) {
        return reader.hotAt(group);
    }

    /**
     * Makes sure, once, that all codes of a row group are whole.
     *
     * @throws CorruptDataException when a checksum differs
     */
    public void verifyCodes(int group) {
        reader.verifyCodes(group);
    }

    /** What the blocks of a metric's segments estimate. */
    public static BlockEncoder.Estimate estimate(Metric metric) {
        return RowCodes.estimate(metric);
    }

    /** Live rows of a row group. */
    public int live(int group) {
        return live.getOpaque(group);
    }

    /** Says how many rows of a row group live. Writer only. */
    public void setLive(int group, int rows) {
        var _ = dead.addAndGet(live.getOpaque(group) - rows);
        live.setOpaque(group, rows);
    }

    /**
     * True when no row has died, not even after the state that a reader sees: then all live in that state too. A death up to
     * that state has been counted before the state could be seen.
     */
    public boolean isAllLive() {
        return dead.get() == 0;
    }

    /** A row has died. Writer only. */
    public void countDeath(int row) {
        int group = reader.groupOf(row);
        int left = live.getOpaque(group) - 1;
        if (left < 0) {
            throw new IllegalStateException(
                    "row group " + group + " of segment " + number + " has " + left + " live rows");
        }
        live.setOpaque(group, left);
        var _ = dead.incrementAndGet();
    }

    /** Bytes of the file's parts: header, hot, codes, rows, cold, index. */
    public long[] partBytes() {
        return reader.partBytes();
    }

    /** Reads everything and compares every checksum. */
    public void verify() {
        for (int group = 0; group < reader.groups(); group++) {
            for (SegmentBlock block : SegmentBlock.values()) {
                reader.verify(group, block);
            }
        }
    }

    /**
     * Compares the checksum of one block of a row group.
     *
     * @throws CorruptDataException when it differs
     */
    public void verify(int group, SegmentBlock block) {
        reader.verify(group, block);
    }

    /** Where the first byte lies that is not zero though it is padding, which no checksum covers. */
    public OptionalLong strayByte() {
        return SegmentPadding.strayByte(reader);
    }

    public int dimension() {
        return reader.dimension();
    }

    SegmentReader reader() {
        return reader;
    }

    /** Unmaps the file; nobody may read it any more. */
    @Override
    public void close() {
        reader.close();
    }
}
