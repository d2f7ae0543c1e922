package io.vectron.cli.input;

import io.vectron.proto.v1.PointId;
import java.math.BigInteger;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Parsing of one line of JSON, with messages that name file and line. Safe for use by any thread. */
final class JsonText {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final BigInteger UNSIGNED_END = BigInteger.ONE.shiftLeft(Long.SIZE);

    private JsonText() {}

    static ObjectNode object(String file, long line, String text) {
        try {
            if (JSON.readTree(text) instanceof ObjectNode object) {
                return object;
            }
            throw InputException.atLine(file, line, "expected one JSON object");
        } catch (JacksonException e) {
            throw InputException.atLine(file, line, "no JSON: " + e.getOriginalMessage());
        }
    }

    /** Text and whole numbers below 2^64 are ids; a field that is absent or null is none. */
    static Optional<PointId> id(String file, long line, @Nullable JsonNode node) {
        if (node == null || node.isNull()) {
            return Optional.empty();
        }
        if (node.isString()) {
            return Optional.of(PointId.newBuilder().setText(node.stringValue()).build());
        }
        if (node.isIntegralNumber()) {
            BigInteger number = node.bigIntegerValue();
            if (number.signum() >= 0 && number.compareTo(UNSIGNED_END) < 0) {
                return Optional.of(
                        PointId.newBuilder().setNumber(number.longValue()).build());
            }
        }
        throw InputException.atLine(file, line, "an id is a text or a whole number below 2^64, found " + node);
    }
}
