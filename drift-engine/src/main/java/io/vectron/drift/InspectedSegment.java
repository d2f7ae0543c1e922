package io.vectron.drift;

import java.util.Objects;

/**
 * One segment file that could be opened.
 *
 * @param file its name
 * @param dimension floats per vector
 * @param rows rows stored, dead ones included
 * @param liveRows rows among them that count; {@value #UNKNOWN} when the files that would tell are not all there
 * @param rowGroups row groups stored
 * @param retiredRowGroups row groups among them whose rows were moved to a later segment
 * @param tombstones stored tombstones
 * @param bytes by part
 */
public record InspectedSegment(
        String file,
        int dimension,
        int rows,
        long liveRows,
        int rowGroups,
        int retiredRowGroups,
        int tombstones,
        SegmentBytes bytes) {
    /** The number of live rows when it is not known. */
    public static final long UNKNOWN = -1;

    public InspectedSegment {
        Objects.requireNonNull(file, "file");
        Objects.requireNonNull(bytes, "bytes");
    }
}
