package io.vectron.model;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import com.google.protobuf.ByteString;
import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import io.vectron.proto.v1.PointId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Canonical bytes of point ids and their keys.
 *
 * <p>Canonical bytes: {@code 0x01} and 8 bytes big-endian for a number, {@code 0x02} and the UTF-8 bytes for a text; so
 * numbers sort before texts, each in its natural unsigned order. The key that decides the shard is XXH3-64 of the
 * canonical bytes, read as unsigned.
 */
public final class PointIds {
    private static final byte NUMBER = 1;
    private static final byte TEXT = 2;
    private static final Hasher64 XXH3 = Hashing.xxh3_64();

    private PointIds() {}

    /**
     * @return canonical bytes, 2 to 129 of them
     * @throws VectronException INVALID_ID when the id is missing, empty, too long or no valid Unicode
     */
    public static byte[] canonical(PointId id) {
        return switch (id.getKindCase()) {
            case NUMBER ->
                ByteBuffer.allocate(1 + Long.BYTES)
                        .put(NUMBER)
                        .putLong(id.getNumber())
                        .array();
            case TEXT -> canonicalText(id.getText());
            case KIND_NOT_SET ->
                throw new VectronException(ErrorCode.INVALID_ID, "a point has no id", Map.of("field", "id"));
        };
    }

    private static byte[] canonicalText(String text) {
        // each char is at least one byte of UTF-8: refuse before encoding
        int bytes = text.length() > Limits.ID_BYTES_MAX ? text.length() : utf8Length(text);
        if (bytes < 1 || bytes > Limits.ID_BYTES_MAX) {
            throw new VectronException(
                    ErrorCode.INVALID_ID,
                    "id must have 1 to " + Limits.ID_BYTES_MAX + " bytes of UTF-8, found " + bytes,
                    Map.of(
                            "field",
                            "id",
                            "found",
                            Integer.toString(bytes),
                            "max",
                            Integer.toString(Limits.ID_BYTES_MAX)));
        }
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + utf8.length).put(TEXT).put(utf8).array();
    }

    private static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) {
                throw new VectronException(
                        ErrorCode.INVALID_ID, "id has half a surrogate pair at " + i, Map.of("field", "id"));
            }
            bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
            i += Character.charCount(c);
        }
        return bytes;
    }

    /**
     * The inverse of {@link #canonical}.
     *
     * @throws IllegalArgumentException when the bytes are none that {@link #canonical} makes
     */
    public static PointId parse(ByteString canonical) {
        if (canonical.size() == 1 + Long.BYTES && canonical.byteAt(0) == NUMBER) {
            return PointId.newBuilder()
                    .setNumber(canonical.asReadOnlyByteBuffer().getLong(1))
                    .build();
        }
        if (canonical.size() >= 2 && canonical.byteAt(0) == TEXT) {
            return PointId.newBuilder()
                    .setText(canonical.substring(1).toStringUtf8())
                    .build();
        }
        throw new IllegalArgumentException("not the canonical bytes of an id: " + canonical.size() + " bytes");
    }

    /** The unsigned key of canonical bytes. */
    public static long key(byte[] canonical) {
        return XXH3.hashBytesToLong(canonical);
    }

    /** For messages: the text, or the number in decimal. */
    public static String show(PointId id) {
        return id.getKindCase() == PointId.KindCase.NUMBER ? Long.toUnsignedString(id.getNumber()) : id.getText();
    }
}
