package io.vectron.drift.storage;

import io.vectron.drift.Metric;
import java.util.List;

/**
 * The root of a directory's data: everything durable is reachable from here.
 *
 * @param dimension floats per vector
 * @param metric how vectors are compared
 * @param generation grows by one with each commit
 * @param indexGeneration the generation of the last commit that changed the id index; 0 while there is no index
 * @param durableSequence state after this sequence is what the files hold; -1 before the first
 * @param nextSegment the number of the next segment; numbers are never used twice
 * @param segments oldest first
 */
public record Manifest(
        int dimension,
        Metric metric,
        long generation,
        long indexGeneration,
        long durableSequence,
        long nextSegment,
        List<Entry> segments) {

    /** The durable sequence of a directory that holds nothing. */
    public static final long NO_SEQUENCE = -1;

    public Manifest {
        segments = List.copyOf(segments);
    }

    /**
     * One segment.
     *
     * @param number names its file
     * @param rows stored rows
     * @param deletedRows dead ones among them, as of the durable sequence
     * @param deletesGeneration names its deletes file; 0 when no row is dead
     */
    public record Entry(long number, int rows, int deletedRows, long deletesGeneration) {
        public Entry {
            if (rows < 1 || deletedRows < 0 || deletedRows > rows || (deletedRows > 0) != (deletesGeneration > 0)) {
                throw new IllegalArgumentException("segment " + number + ": rows " + rows + ", deleted " + deletedRows
                        + ", deletes generation " + deletesGeneration);
            }
        }
    }

    /** What a new directory holds. */
    public static Manifest empty(int dimension, Metric metric) {
        return new Manifest(dimension, metric, 1, 0, NO_SEQUENCE, 1, List.of());
    }
}
