package io.vectron.drift.segment;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.query.RowOwner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A mapped segment, its dead rows, and the number of those who may still read it.
 *
 * <p>Concurrency: the file never changes; see {@link DeathTable} for dead rows. {@code references} starts at one for its
 * opener; whoever takes it to zero unmaps the file. Only a holder of a reference may add one.
 *
 * <p>Invariants: mapped while references is positive.
 */
public final class Segment implements RowOwner, RowSource {
    private final long number;
    private final long fileBytes;
    private final SegmentReader reader;
    private final DeathTable deaths;
    private final AtomicInteger references = new AtomicInteger(1);

    private Segment(long number, long fileBytes, SegmentReader reader) {
        this.number = number;
        this.fileBytes = fileBytes;
        this.reader = reader;
        this.deaths = new DeathTable(reader.rows());
    }

    /**
     * Maps and checks a segment file.
     *
     * @param deadRows bitmap of the rows known to be dead, or null for none
     */
    public static Segment open(Path file, long number, DriftSettings settings, long @Nullable [] deadRows)
            throws IOException {
        Segment segment = new Segment(number, Files.size(file), SegmentReader.open(file, number, settings));
        if (deadRows != null) {
            segment.deaths.killAll(deadRows);
        }
        return segment;
    }

    /** Adds a reference. */
    public void retain() {
        references.incrementAndGet();
    }

    /** Drops a reference; the last one unmaps the file. */
    public void release() {
        int left = references.decrementAndGet();
        if (left == 0) {
            reader.close();
        } else if (left < 0) {
            throw new IllegalStateException("segment " + number + " released too often");
        }
    }

    public long number() {
        return number;
    }

    public long fileBytes() {
        return fileBytes;
    }

    public int buckets() {
        return reader.buckets();
    }

    public DeathTable deaths() {
        return deaths;
    }

    public Path file() {
        return reader.file();
    }

    /** Rows that are not dead. */
    public int liveRows() {
        return reader.rows() - deaths.dead();
    }

    /** The first row of a bucket; a bucket's rows follow one another. */
    public int firstRow(int bucket) {
        return reader.firstRow(bucket);
    }

    /** Number of rows of a bucket, dead ones included. */
    public int rowsOf(int bucket) {
        return reader.rowsOf(bucket);
    }

    /** Copies the centroid that a bucket's rows were assigned to, in the form of {@link #copyRouting}. */
    public void copyCentroid(int bucket, float[] target) {
        System.arraycopy(reader.centroids(), bucket * reader.dimension(), target, 0, reader.dimension());
    }

    SegmentReader reader() {
        return reader;
    }

    @Override
    public int rows() {
        return reader.rows();
    }

    @Override
    public void copyVector(int row, float[] target, int at) {
        reader.copyVector(row, target, at);
    }

    @Override
    public float inverseNorm(int row) {
        return reader.inverseNorm(row);
    }

    @Override
    public long sequence(int row) {
        return reader.sequence(row);
    }

    @Override
    public int payloadLength(int row) {
        return reader.payloadLength(row);
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

    /** Throws when an invariant does not hold. For the writer, in tests. */
    public void checkInvariants() {
        if (references.get() <= 0) {
            throw new IllegalStateException("segment " + number + " is used with " + references.get() + " references");
        }
        deaths.checkInvariants();
    }
}
