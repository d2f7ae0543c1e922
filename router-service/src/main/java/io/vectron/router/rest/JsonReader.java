package io.vectron.router.rest;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.model.Limits;
import io.vectron.proto.v1.PointId;
import io.vectron.router.operations.Payloads;
import io.vectron.router.operations.Point;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;

/**
 * Reads one request body token by token: vectors go straight into {@code float[]}, payloads are cut out of the body as
 * they were written. Every complaint names the field's path and its line and column.
 *
 * <p>Members that are {@code null} count as absent. Used by one thread; the body must not change while it is used.
 */
final class JsonReader {
    /** Of objects that are no payload: the body, a list, an element. */
    private static final int DEPTH_OUTSIDE_PAYLOAD = 4;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Payloads.DEPTH_MAX + DEPTH_OUTSIDE_PAYLOAD)
                    .maxNumberLength(1_000)
                    .build())
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            // no JSON, but what careless encoders write: it deserves the code of a vector that is not finite
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final int VECTOR_LENGTH_FIRST = 256;

    private final byte[] body;
    private final JsonParser parser;

    private JsonReader(byte[] body, JsonParser parser) {
        this.body = body;
        this.parser = parser;
    }

    /**
     * Reads a body that is one object.
     *
     * @param known names of its members; any other is refused
     * @param member called with each name, its value being the current one; must read it
     * @throws VectronException INVALID_REQUEST and whatever the members' readers throw
     */
    static void read(byte[] body, Set<String> known, java.util.function.BiConsumer<JsonReader, String> member) {
        if (body.length == 0) {
            throw new VectronException(
                    ErrorCode.INVALID_REQUEST, "the body is empty, expected a JSON object", Map.of("field", "body"));
        }
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body, 0, body.length)) {
            JsonReader reader = new JsonReader(body, parser);
            parser.nextToken();
            if (parser.currentTokenLocation().getByteOffset() < 0) {
                throw new VectronException(ErrorCode.INVALID_REQUEST, "the body is not UTF-8", Map.of("field", "body"));
            }
            reader.object("", known, name -> member.accept(reader, name));
            if (parser.nextToken() != null) {
                throw reader.invalid("body", "has more after its end");
            }
        } catch (JacksonException e) {
            throw malformed(e);
        }
    }

    private static VectronException malformed(JacksonException e) {
        TokenStreamLocation at = e.getLocation();
        int line = at == null ? 0 : at.getLineNr();
        int column = at == null ? 0 : at.getColumnNr();
        return new VectronException(
                ErrorCode.INVALID_REQUEST,
                "malformed JSON at line " + line + ", column " + column + ": " + e.getOriginalMessage(),
                Map.of("line", Integer.toString(line), "column", Integer.toString(column)));
    }

    /** Reads the current value as an object with these members. */
    void object(String path, Set<String> known, Consumer<String> member) {
        expect(JsonToken.START_OBJECT, path.isEmpty() ? "body" : path, "an object");
        Set<String> seen = new HashSet<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String full = path.isEmpty() ? name : path + "." + name;
            if (!known.contains(name)) {
                throw invalid(full, "is no known field, expected one of " + new TreeSet<>(known));
            }
            if (!seen.add(name)) {
                throw invalid(full, "is there twice");
            }
            if (parser.nextToken() != JsonToken.VALUE_NULL) {
                member.accept(name);
            }
        }
    }

    /**
     * Reads the current value as an array.
     *
     * @param element called with each index, the element being the current value; must read it
     * @throws VectronException {@code code} at the first element beyond {@code max}
     */
    void array(String path, ErrorCode code, int max, IntConsumer element) {
        expect(JsonToken.START_ARRAY, path, "an array");
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            Limits.checkRange(code, path, count + 1L, 1, max);
            element.accept(count++);
        }
    }

    /** A vector of at most one component more than any collection takes. */
    float[] vector(String path) {
        expect(JsonToken.START_ARRAY, path, "an array of numbers");
        float[] vector = new float[VECTOR_LENGTH_FIRST];
        int count = 0;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            if (!parser.currentToken().isNumeric()) {
                throw mistyped(path + "[" + count + "]", "a number");
            }
            if (count == Limits.DIMENSION_MAX) {
                throw new VectronException(
                        ErrorCode.DIMENSION_MISMATCH,
                        path + " has more than " + Limits.DIMENSION_MAX + " components",
                        Map.of("field", path, "max", Integer.toString(Limits.DIMENSION_MAX)));
            }
            if (count == vector.length) {
                vector = Arrays.copyOf(vector, Math.min(2 * count, Limits.DIMENSION_MAX));
            }
            vector[count++] = parser.getFloatValue();
        }
        return Arrays.copyOf(vector, count);
    }

    /** A string is a text id; an integer from 0 to 2^64-1 a number id. */
    PointId id(String path) {
        if (parser.currentToken() == JsonToken.VALUE_STRING) {
            return PointId.newBuilder().setText(parser.getString()).build();
        }
        String text = parser.currentToken().isScalarValue() ? parser.getString() : "";
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_INT && !text.startsWith("-")) {
            try {
                return PointId.newBuilder()
                        .setNumber(Long.parseUnsignedLong(text))
                        .build();
            } catch (NumberFormatException e) {
                // beyond 2^64-1: answered below like every other number that is no id
            }
        }
        throw new VectronException(
                ErrorCode.INVALID_ID,
                path + " must be a string or an integer from 0 to 18446744073709551615, found " + found() + at(),
                Map.of("field", path, "found", found()));
    }

    /** The current object, cut out of the body byte by byte. */
    Point.Payload payload(String path) {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new VectronException(
                    ErrorCode.INVALID_PAYLOAD,
                    path + " must be a JSON object, found " + found() + at(),
                    Map.of("field", path, "found", found()));
        }
        int start = Math.toIntExact(parser.currentTokenLocation().getByteOffset());
        skipStrictly(path);
        int end = Math.toIntExact(parser.currentLocation().getByteOffset());
        Payloads.checkSize(end - start, path);
        ByteString utf8 = UnsafeByteOperations.unsafeWrap(body, start, end - start);
        if (!utf8.isValidUtf8()) {
            throw new VectronException(ErrorCode.INVALID_PAYLOAD, path + " is not valid UTF-8", Map.of("field", path));
        }
        return new Point.Payload(utf8);
    }

    /** To the end of the current object, which is returned to clients as it is and so must be JSON to the letter. */
    private void skipStrictly(String path) {
        for (int depth = 1; depth > 0; ) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                throw invalid(path, "ends early");
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
                throw new VectronException(
                        ErrorCode.INVALID_PAYLOAD,
                        path + " holds " + parser.getString() + ", which is no JSON number" + at(),
                        Map.of("field", path, "found", parser.getString()));
            }
        }
    }

    String string(String path) {
        expect(JsonToken.VALUE_STRING, path, "a string");
        return parser.getString();
    }

    /**
     * @throws VectronException INVALID_REQUEST for what is no integer; {@code code} for one that is out of range
     */
    long integer(String path, ErrorCode code, long min, long max) {
        expect(JsonToken.VALUE_NUMBER_INT, path, "an integer");
        try {
            return Limits.checkRange(code, path, Long.parseLong(parser.getString()), min, max);
        } catch (NumberFormatException e) {
            throw new VectronException(
                    code,
                    path + " must be between " + min + " and " + max + ", found " + found(),
                    Map.of("field", path, "found", found()));
        }
    }

    double number(String path) {
        if (!parser.currentToken().isNumeric()) {
            throw mistyped(path, "a number");
        }
        return parser.getDoubleValue();
    }

    boolean bool(String path) {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case null, default -> throw mistyped(path, "true or false");
        };
    }

    private void expect(JsonToken token, String path, String expected) {
        if (parser.currentToken() != token) {
            throw mistyped(path, expected);
        }
    }

    private VectronException mistyped(String path, String expected) {
        return invalid(path, "must be " + expected + ", found " + found());
    }

    private VectronException invalid(String path, String problem) {
        TokenStreamLocation at = parser.currentTokenLocation();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("field", path);
        values.put("line", Integer.toString(at.getLineNr()));
        values.put("column", Integer.toString(at.getColumnNr()));
        return new VectronException(ErrorCode.INVALID_REQUEST, path + " " + problem + at(), values);
    }

    private String at() {
        TokenStreamLocation at = parser.currentTokenLocation();
        return " at line " + at.getLineNr() + ", column " + at.getColumnNr();
    }

    /** The kind of the current value, with a short number in full. */
    private String found() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> shortened(parser.getString());
            case null -> "nothing";
            default -> "no value";
        };
    }

    private static String shortened(String number) {
        return number.length() <= 40 ? number : number.substring(0, 40) + "...";
    }
}
