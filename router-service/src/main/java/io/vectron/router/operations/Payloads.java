package io.vectron.router.operations;

import com.google.protobuf.ByteString;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/** The rules of payloads: one JSON object, at most 64 KiB of UTF-8, not deeper than {@link #DEPTH_MAX}. Stateless. */
public final class Payloads {
    /** Readers of payloads recurse; nobody nests deeper by hand. */
    public static final int DEPTH_MAX = 100;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(DEPTH_MAX).build())
            .build();

    private Payloads() {}

    /**
     * Checks a payload that came as text.
     *
     * @param what names it in the message, for example {@code points[3].payload}
     * @throws VectronException INVALID_PAYLOAD
     */
    public static Point.Payload parse(ByteString utf8, String what) {
        if (utf8.isEmpty()) {
            return Point.Payload.NONE;
        }
        checkSize(utf8.size(), what);
        byte[] bytes = utf8.toByteArray();
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), bytes, 0, bytes.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw invalid(what, "is not a JSON object");
            }
            parser.skipChildren();
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw invalid(what, "is not one complete JSON object");
            }
        } catch (JacksonException e) {
            throw invalid(what, "is not valid JSON: " + e.getOriginalMessage());
        }
        return new Point.Payload(utf8);
    }

    /**
     * @throws VectronException INVALID_PAYLOAD
     */
    public static void checkSize(long bytes, String what) {
        Limits.checkRange(ErrorCode.INVALID_PAYLOAD, what + ".bytes", bytes, 0, Limits.PAYLOAD_BYTES_MAX);
    }

    private static VectronException invalid(String what, String problem) {
        return new VectronException(ErrorCode.INVALID_PAYLOAD, what + " " + problem, Map.of("field", what));
    }
}
