package io.vectron.raft.log;

import java.nio.ByteBuffer;

/**
 * Keys of the shared log. Numbers are big-endian here, against the house rule, because RocksDB sorts keys bytewise.
 *
 * <pre>
 * column family log   [8 B log id][8 B index]       an entry, in JRaft's V2 encoding
 * column family meta  [8 B log id][8 B index]       the same for configuration entries, found without a scan
 *                     [8 B log id][0xF1]            first index kept, 8 B; absent means 1
 *                     [8 B log id][0xF2]            term and vote: [8 B term][peer as UTF-8 text]
 * </pre>
 *
 * The nine-byte keys sort behind every index, which is not negative and so begins with at most 0x7F: a range deletion of
 * entries, however far it reaches, never takes the vote with it.
 */
final class LogKeys {
    static final int ENTRY_KEY_BYTES = 2 * Long.BYTES;
    private static final byte FIRST = (byte) 0xF1;
    private static final byte VOTE = (byte) 0xF2;

    private LogKeys() {}

    static byte[] entry(long logId, long index) {
        return ByteBuffer.allocate(ENTRY_KEY_BYTES)
                .putLong(logId)
                .putLong(index)
                .array();
    }

    static long index(byte[] entryKey) {
        return ByteBuffer.wrap(entryKey).getLong(Long.BYTES);
    }

    static long logId(byte[] anyKey) {
        return ByteBuffer.wrap(anyKey).getLong(0);
    }

    static byte[] firstIndex(long logId) {
        return ByteBuffer.allocate(Long.BYTES + 1).putLong(logId).put(FIRST).array();
    }

    static byte[] vote(long logId) {
        return ByteBuffer.allocate(Long.BYTES + 1).putLong(logId).put(VOTE).array();
    }

    /** Before every key of the group. */
    static byte[] groupStart(long logId) {
        return ByteBuffer.allocate(Long.BYTES).putLong(logId).array();
    }

    /** After every key of the group; for the largest id this is 0x80..., still after it in unsigned order. */
    static byte[] groupEnd(long logId) {
        return groupStart(logId + 1);
    }

    static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    static long number(byte[] value) {
        return ByteBuffer.wrap(value).getLong();
    }
}
