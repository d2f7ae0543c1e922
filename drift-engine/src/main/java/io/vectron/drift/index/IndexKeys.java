package io.vectron.drift.index;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Keys and values of the id index, big-endian so that they sort.
 *
 * <pre>
 * 'g'                                    -> generation i64; negative while a commit to that generation is being written
 * 'i' id                                 -> segment i64, row i32, sequence i64
 * 'p' length of id u16, id, sequence i64 -> payload
 * </pre>
 */
final class IndexKeys {
    static final byte LOCATION_KIND = 'i';
    static final byte PAYLOAD_KIND = 'p';
    private static final byte[] GENERATION = {'g'};
    private static final int LOCATION_BYTES = 8 + 4 + 8;
    private static final int PAYLOAD_OVERHEAD_BYTES = 1 + 2 + 8;

    private IndexKeys() {}

    static byte[] generation() {
        return GENERATION.clone();
    }

    static byte[] generationValue(long generation) {
        return ByteBuffer.allocate(Long.BYTES).putLong(generation).array();
    }

    static long generationOf(byte[] value) {
        return value.length == Long.BYTES ? ByteBuffer.wrap(value).getLong() : 0;
    }

    static byte[] location(byte[] id) {
        byte[] key = new byte[1 + id.length];
        key[0] = LOCATION_KIND;
        System.arraycopy(id, 0, key, 1, id.length);
        return key;
    }

    static byte[] locationValue(IdIndex.Location location) {
        return ByteBuffer.allocate(LOCATION_BYTES)
                .putLong(location.segment())
                .putInt(location.row())
                .putLong(location.sequence())
                .array();
    }

    static IdIndex.Location locationOf(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        return new IdIndex.Location(in.getLong(), in.getInt(), in.getLong());
    }

    static byte[] payload(byte[] id, long sequence) {
        return ByteBuffer.allocate(PAYLOAD_OVERHEAD_BYTES + id.length)
                .put(PAYLOAD_KIND)
                .putShort((short) id.length)
                .put(id)
                .putLong(sequence)
                .array();
    }

    static byte[] idOfPayload(byte[] key) {
        return Arrays.copyOfRange(key, 3, key.length - Long.BYTES);
    }

    static long sequenceOfPayload(byte[] key) {
        return ByteBuffer.wrap(key).getLong(key.length - Long.BYTES);
    }
}
