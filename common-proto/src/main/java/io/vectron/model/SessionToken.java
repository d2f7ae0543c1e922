package io.vectron.model;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a write tells later reads: the sequence that each shard it touched had reached.
 *
 * <p>Text form: base64url without padding of a version byte and (shard id, sequence) pairs, 16 bytes each, big-endian.
 *
 * @param sequences shard id to sequence
 */
public record SessionToken(Map<Long, Long> sequences) {
    public static final SessionToken EMPTY = new SessionToken(Map.of());

    private static final byte VERSION = 1;
    private static final int PAIR_BYTES = 2 * Long.BYTES;
    private static final int TEXT_LENGTH_MAX = (1 + Limits.SHARDS_MAX * PAIR_BYTES) * 4 / 3 + 4;

    public SessionToken {
        sequences = Map.copyOf(sequences);
    }

    /** The sequence that a read of this shard must have reached; 0 when the token does not name it. */
    public long sequenceOf(long shardId) {
        return sequences.getOrDefault(shardId, 0L);
    }

    public String encode() {
        ByteBuffer out = ByteBuffer.allocate(1 + sequences.size() * PAIR_BYTES).put(VERSION);
        new TreeMap<>(sequences).forEach((shard, sequence) -> out.putLong(shard).putLong(sequence));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
    }

    /**
     * @throws VectronException INVALID_CONSISTENCY when the text is no token
     */
    public static SessionToken decode(String text) {
        if (text.isEmpty() || text.length() > TEXT_LENGTH_MAX) {
            throw invalid(text);
        }
        try {
            ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (in.get() != VERSION || in.remaining() % PAIR_BYTES != 0) {
                throw invalid(text);
            }
            Map<Long, Long> sequences = new TreeMap<>();
            while (in.hasRemaining()) {
                sequences.put(in.getLong(), in.getLong());
            }
            return new SessionToken(sequences);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            throw invalid(text);
        }
    }

    private static VectronException invalid(String text) {
        return new VectronException(
                ErrorCode.INVALID_CONSISTENCY,
                "the session token of " + text.length() + " characters is none that a write returned",
                Map.of("field", "session_token", "length", Integer.toString(text.length())));
    }
}
