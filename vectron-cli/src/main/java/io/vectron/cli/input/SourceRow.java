package io.vectron.cli.input;

import io.vectron.proto.v1.PointId;
import java.util.Optional;

/**
 * One row of a source.
 *
 * @param number position in the file, from 0
 * @param vector owned by the receiver
 * @param id what the source itself calls the row; empty when it has only its number
 * @param payloadJson a JSON object, or empty text for none
 */
// a copy of each vector of millions would only cost; ownership is stated instead
@SuppressWarnings("ArrayRecordComponent")
public record SourceRow(long number, float[] vector, Optional<PointId> id, String payloadJson) {
    static SourceRow bare(long number, float[] vector) {
        return new SourceRow(number, vector, Optional.empty(), "");
    }

    /** The id, or the number when there is none. */
    public PointId idOrNumber() {
        return id.orElseGet(() -> PointId.newBuilder().setNumber(number).build());
    }
}
