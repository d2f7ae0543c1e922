package io.vectron.drift.engine;

import io.vectron.drift.index.IdIndex;
import io.vectron.drift.segment.Segment;

/**
 * While a merge is being committed the id index already names rows of its output, which no version holds yet: this leads
 * back to the inputs.
 *
 * @param output number of the merge's output
 * @param source where the output's rows came from
 * @param sourceRows for each row of the output, the row of the source
 */
@SuppressWarnings("ArrayRecordComponent") // private to this package, never compared
record Relocation(long output, MergeSource source, int[] sourceRows) {
    IdIndex.Location origin(IdIndex.Location location) {
        int row = sourceRows[location.row()];
        Segment segment = source.segmentOf(row);
        return new IdIndex.Location(segment.number(), source.rowOf(row), location.sequence());
    }
}
