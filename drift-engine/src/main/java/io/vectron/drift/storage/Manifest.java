package io.vectron.drift.storage;

import io.vectron.drift.Metric;
import java.util.List;

/**
 * The root of a directory's data: everything durable is reachable from here.
 *
 * @param dimension floats per vector
 * @param metric how vectors are compared
 * @param generation grows by one with each commit
 * @param durableSequence state after this sequence is what the files hold; -1 before the first
 * @param nextSegment the number of the next segment; numbers are never used twice
 * @param nextBucket the id of the next bucket; ids are never used twice
 * @param slotBound all slots in files are smaller
 * @param calibration the numbers that say how far to search for a recall; empty before they were measured
 * @param segments oldest first
 */
public record Manifest(
        int dimension,
        Metric metric,
        long generation,
        long durableSequence,
        long nextSegment,
        long nextBucket,
        int slotBound,
        List<Float> calibration,
        List<Entry> segments) {

    /** The durable sequence of a directory that holds nothing. */
    public static final long NO_SEQUENCE = -1;

    public Manifest {
        calibration = List.copyOf(calibration);
        segments = List.copyOf(segments);
    }

    /**
     * One segment.
     *
     * @param number names its file
     * @param fileBytes length of its file
     * @param rows stored rows
     * @param tombstones stored tombstones
     * @param retired its row groups, ascending, whose rows were moved to a later segment
     */
    public record Entry(long number, long fileBytes, int rows, int tombstones, List<Integer> retired) {
        public Entry {
            retired = List.copyOf(retired);
            if (number < 1 || fileBytes < 1 || rows < 0 || tombstones < 0 || rows + (long) tombstones < 1) {
                throw new IllegalArgumentException(
                        "segment " + number + ": bytes " + fileBytes + ", rows " + rows + ", tombstones " + tombstones);
            }
        }
    }

    /** What a new directory holds. */
    public static Manifest empty(int dimension, Metric metric) {
        return new Manifest(dimension, metric, 1, NO_SEQUENCE, 1, 1, 0, List.of(), List.of());
    }
}
