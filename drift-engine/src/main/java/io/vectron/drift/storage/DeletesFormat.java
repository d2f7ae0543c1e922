package io.vectron.drift.storage;

import io.vectron.drift.CorruptDataException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The deletes file of one segment: which of its rows are dead, little-endian.
 *
 * <pre>
 * offset  size  field
 *      0     8  magic "DRIFTDEL"
 *      8     4  version 1
 *     12     4  rows of the segment n
 *     16     8  segment number
 *     24     4  number of dead rows
 *     28     4  zero
 *     32   8*w  bitmap of w = ceil(n / 64) words: bit (row mod 64) of word (row / 64) is set when the row is dead
 *  32+8w     4  CRC32C of all bytes before
 * </pre>
 */
public final class DeletesFormat {
    private static final long MAGIC = 0x4C45445446495244L;
    private static final int VERSION = 1;
    private static final int VERSION_AT = 8;
    private static final int ROWS_AT = VERSION_AT + 4;
    private static final int SEGMENT_AT = ROWS_AT + 4;
    private static final int DEAD_AT = SEGMENT_AT + 8;
    private static final int WORDS_AT = DEAD_AT + 8;
    private static final int CRC_BYTES = 4;

    private DeletesFormat() {}

    /** Words of the bitmap of a segment. */
    public static int words(int rows) {
        return (rows + 63) >>> 6;
    }

    /** The bytes of a deletes file, ready to be written. */
    public static ByteBuffer encode(long segment, int rows, long[] bitmap) {
        int crcAt = WORDS_AT + 8 * bitmap.length;
        ByteBuffer out = ByteBuffer.allocate(crcAt + CRC_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(MAGIC)
                .putInt(VERSION)
                .putInt(rows)
                .putLong(segment)
                .putInt(cardinality(bitmap))
                .putInt(0);
        for (long word : bitmap) {
            out.putLong(word);
        }
        out.putInt(Checksums.of(out, 0, crcAt));
        return out.flip();
    }

    /** Reads the bitmap of a deletes file and checks it against the manifest's entry. */
    public static long[] read(Path file, Manifest.Entry entry) throws IOException {
        int words = words(entry.rows());
        int crcAt = WORDS_AT + 8 * words;
        expect(file, 0, "file length", crcAt + CRC_BYTES, Files.size(file));
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        expect(file, crcAt, "CRC32C", Checksums.of(in, 0, crcAt), in.getInt(crcAt));
        expect(file, 0, "magic", MAGIC, in.getLong(0));
        expect(file, VERSION_AT, "version", VERSION, in.getInt(VERSION_AT));
        expect(file, ROWS_AT, "rows", entry.rows(), in.getInt(ROWS_AT));
        expect(file, SEGMENT_AT, "segment number", entry.number(), in.getLong(SEGMENT_AT));
        long[] bitmap = new long[words];
        for (int i = 0; i < words; i++) {
            bitmap[i] = in.getLong(WORDS_AT + 8 * i);
        }
        expect(file, DEAD_AT, "dead rows", entry.deletedRows(), cardinality(bitmap));
        return bitmap;
    }

    private static int cardinality(long[] bitmap) {
        int bits = 0;
        for (long word : bitmap) {
            bits += Long.bitCount(word);
        }
        return bits;
    }

    private static void expect(Path file, long offset, String what, long expected, long found) {
        if (expected != found) {
            throw CorruptDataException.at(file, offset, what, expected, found);
        }
    }
}
