package io.vectron.router.operations;

import com.google.protobuf.ByteString;
import io.vectron.proto.v1.PointId;

/**
 * A point to write, as the caller gave it; checked by {@link PointOperations#upsert}.
 *
 * @param vector owned by the operation once given
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody, and a copy per point would double the heap of a batch
public record Point(PointId id, float[] vector, Payload payload) {
    /**
     * A payload whose text is known to be one JSON object, or is empty for none.
     *
     * @param utf8 exactly as the caller wrote it
     */
    public record Payload(ByteString utf8) {
        public static final Payload NONE = new Payload(ByteString.EMPTY);
    }
}
