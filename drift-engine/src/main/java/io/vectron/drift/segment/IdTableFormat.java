package io.vectron.drift.segment;

import io.vectron.drift.CorruptDataException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * From the hash of an id to the rows that may have it: a hash table that is never changed. The upper bits of the hash choose a
 * chain, the lowest eight are its rows' tags; about one row in 64 of those met has the right tag by chance, so whoever finds a
 * row compares its id.
 *
 * <pre>
 * starts u32[2^bits + 1] | tags u8[n], padded to 4 bytes | rows i32[n], chain by chain
 * </pre>
 *
 * With n rows there are 2^bits chains, n / 4 to n / 2 of them: 7 to 8 bytes per row.
 */
final class IdTableFormat {
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int ROWS_PER_CHAIN_BITS = 2;
    static final int NONE = -1;

    private IdTableFormat() {}

    private static int bits(int rows) {
        return Math.max(1, 32 - Integer.numberOfLeadingZeros(rows) - ROWS_PER_CHAIN_BITS);
    }

    private static int chainOf(long hash, int bits) {
        return (int) (hash >>> (Long.SIZE - bits));
    }

    private static long tagsAt(int bits) {
        return 4L * ((1L << bits) + 1);
    }

    private static long rowsAt(int bits, int rows) {
        return tagsAt(bits) + ((rows + 3L) & ~3L);
    }

    /** Length of the table; none without rows. */
    static long bytes(int rows) {
        return rows == 0 ? 0 : rowsAt(bits(rows), rows) + 4L * rows;
    }

    /** Writes a table of the rows' hashes. */
    static void write(long[] hashes, MemorySegment out, long at) {
        int rows = hashes.length;
        if (rows == 0) {
            return;
        }
        int bits = bits(rows);
        int[] next = new int[(1 << bits) + 1];
        for (long hash : hashes) {
            next[chainOf(hash, bits) + 1]++;
        }
        for (int chain = 0; chain < 1 << bits; chain++) {
            next[chain + 1] += next[chain];
        }
        for (int chain = 0; chain <= 1 << bits; chain++) {
            out.set(I32, at + 4L * chain, next[chain]);
        }
        for (int row = 0; row < rows; row++) {
            int place = next[chainOf(hashes[row], bits)]++;
            out.set(ValueLayout.JAVA_BYTE, at + tagsAt(bits) + place, (byte) hashes[row]);
            out.set(I32, at + rowsAt(bits, rows) + 4L * place, row);
        }
    }

    /**
     * Checks that no chain leads out of the table and no row out of the file, so that whoever looks for a row need not.
     *
     * @param file for messages
     * @throws CorruptDataException when one does
     */
    static void check(Path file, MemorySegment table, long at, int rows) {
        if (rows == 0) {
            return;
        }
        int bits = bits(rows);
        int before = 0;
        for (int chain = 0; chain <= 1 << bits; chain++) {
            int start = table.get(I32, at + 4L * chain);
            if (start < before || start > rows) {
                throw CorruptDataException.at(
                        file, at + 4L * chain, "start of chain " + chain, before + " to " + rows, start);
            }
            before = start;
        }
        long rowsAt = at + rowsAt(bits, rows);
        for (int place = 0; place < rows; place++) {
            int row = table.get(I32, rowsAt + 4L * place);
            if (row < 0 || row >= rows) {
                throw CorruptDataException.at(
                        file, rowsAt + 4L * place, "row in the id table", "0 to " + (rows - 1), row);
            }
        }
    }

    /** Says whether a row is the wanted one. */
    @FunctionalInterface
    interface Match {
        boolean test(int row);
    }

    /** The first row with this hash that matches, or {@link #NONE}. */
    static int find(long hash, MemorySegment table, long at, int rows, Match match) {
        if (rows == 0) {
            return NONE;
        }
        int bits = bits(rows);
        int chain = chainOf(hash, bits);
        int from = table.get(I32, at + 4L * chain);
        int to = table.get(I32, at + 4L * chain + 4);
        byte tag = (byte) hash;
        for (int place = from; place < to; place++) {
            if (table.get(ValueLayout.JAVA_BYTE, at + tagsAt(bits) + place) == tag) {
                int row = table.get(I32, at + rowsAt(bits, rows) + 4L * place);
                if (match.test(row)) {
                    return row;
                }
            }
        }
        return NONE;
    }
}
