package io.vectron.drift.memtable;

import io.vectron.drift.kernel.Kernels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The rows of a memtable, in chunks that never move.
 *
 * <p>Concurrency: one writer. A row is written whole before {@code count} is raised or a link to it is stored, both with
 * release semantics; readers that got its number from there (acquire) see it whole. Deaths are opaque stores, ordered for
 * readers by the engine's applied sequence.
 *
 * <p>Invariants: rows below count never change but for their death and their links.
 */
final class Nodes {
    /** No row. */
    static final int NONE = -1;

    private static final int CHUNK_BYTES = 128 << 10;
    private static final int CHUNK_BITS_MIN = 4;
    private static final int CHUNK_BITS_MAX = 10;
    private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

    final int dimension;
    final int linksPerNode;
    final int chunkBits;
    final int chunkMask;
    private volatile NodeChunk[] chunks = {};
    private volatile int count;

    Nodes(int dimension, int linksPerNode) {
        this.dimension = dimension;
        this.linksPerNode = linksPerNode;
        int rows = Math.max(1, CHUNK_BYTES / (4 * dimension));
        this.chunkBits = Math.clamp(31 - Integer.numberOfLeadingZeros(rows), CHUNK_BITS_MIN, CHUNK_BITS_MAX);
        this.chunkMask = (1 << chunkBits) - 1;
    }

    int count() {
        return count;
    }

    /** Heap bytes of the chunks so far, without ids and payloads. */
    long chunkBytes() {
        long perRow = 4L * dimension + 4L * linksPerNode + 44;
        return chunks.length * (perRow << chunkBits);
    }

    NodeChunk chunk(int row) {
        return chunks[row >>> chunkBits];
    }

    /** Writes a row and returns its number; it is not counted before {@link #publish}. */
    int append(byte[] id, float[] vector, float inverseNorm, byte[] payload, RowIdentity identity, int previous) {
        int row = count;
        if (row >>> chunkBits == chunks.length) {
            NodeChunk[] grown = Arrays.copyOf(chunks, chunks.length + 1);
            grown[chunks.length] = new NodeChunk(1 << chunkBits, dimension, linksPerNode);
            chunks = grown;
        }
        NodeChunk chunk = chunk(row);
        int at = row & chunkMask;
        System.arraycopy(vector, 0, chunk.vectors, at * dimension, dimension);
        chunk.inverseNorms[at] = inverseNorm;
        chunk.sequences[at] = identity.version();
        chunk.slots[at] = identity.slot();
        chunk.ids[at] = id;
        chunk.payloads[at] = payload;
        chunk.previous[at] = previous;
        return row;
    }

    /** Counts the row appended last. */
    void publish(int row) {
        count = row + 1;
    }

    int vectorAt(int row) {
        return (row & chunkMask) * dimension;
    }

    float inverseNorm(int row) {
        return chunk(row).inverseNorms[row & chunkMask];
    }

    long sequence(int row) {
        return chunk(row).sequences[row & chunkMask];
    }

    int slot(int row) {
        return chunk(row).slots[row & chunkMask];
    }

    byte[] id(int row) {
        return chunk(row).ids[row & chunkMask];
    }

    byte[] payload(int row) {
        return chunk(row).payloads[row & chunkMask];
    }

    int previous(int row) {
        return chunk(row).previous[row & chunkMask];
    }

    long deathOf(int row) {
        return (long) LONGS.getOpaque(chunk(row).deaths, row & chunkMask);
    }

    void kill(int row, long sequence) {
        LONGS.setOpaque(chunk(row).deaths, row & chunkMask, sequence);
    }

    /** Whether a row exists and lives in the state after a sequence. */
    boolean isLive(int row, long snapshot) {
        NodeChunk chunk = chunk(row);
        int at = row & chunkMask;
        return chunk.sequences[at] <= snapshot && (long) LONGS.getOpaque(chunk.deaths, at) > snapshot;
    }

    /** The row of an exact copy scan: kernels see heap arrays only. */
    float l2(int a, int b) {
        return Kernels.ACTIVE.l2(chunk(a).vectors, vectorAt(a), chunk(b).vectors, vectorAt(b), dimension);
    }

    float dot(int a, int b) {
        return Kernels.ACTIVE.dot(chunk(a).vectors, vectorAt(a), chunk(b).vectors, vectorAt(b), dimension);
    }
}
