package io.vectron.drift.storage;

import java.io.EOFException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * The content of a file twice: as processes see it, and as the disk has it.
 *
 * <p>Concurrency: every method locks the file.
 *
 * <p>Invariants: {@code dirty} are the sectors written since the last sync; {@code doubtful} those that a failed sync has
 * taken for written, as Linux does: no later sync writes them, only another write makes them dirty again. Bytes past the
 * length are zero, in both.
 */
final class MemoryFile {
    /** What a disk writes whole or not at all, or tears. */
    static final int SECTOR_BYTES = 512;

    private final BitSet dirty = new BitSet();
    private final BitSet doubtful = new BitSet();
    private byte[] seen = new byte[0];
    private int seenLength;
    private byte[] durable = new byte[0];
    private int durableLength;

    /** A file that the disk has whole. */
    static MemoryFile of(byte[] content) {
        MemoryFile file = new MemoryFile();
        file.seen = content.clone();
        file.seenLength = content.length;
        file.durable = content.clone();
        file.durableLength = content.length;
        return file;
    }

    synchronized int length() {
        return seenLength;
    }

    synchronized byte[] content() {
        return Arrays.copyOf(seen, seenLength);
    }

    synchronized void truncate() {
        Arrays.fill(seen, 0, seenLength, (byte) 0);
        markDirty(0, seenLength);
        seenLength = 0;
    }

    synchronized void write(long at, ByteBuffer content) {
        int from = Math.toIntExact(at);
        int bytes = content.remaining();
        seen = grown(seen, from + bytes);
        content.get(seen, from, bytes);
        markDirty(from, bytes);
        seenLength = Math.max(seenLength, from + bytes);
    }

    private void markDirty(int from, int bytes) {
        if (bytes > 0) {
            int first = from / SECTOR_BYTES;
            int end = (from + bytes - 1) / SECTOR_BYTES + 1;
            dirty.set(first, end);
            doubtful.clear(first, end);
        }
    }

    synchronized void read(long at, ByteBuffer target) throws EOFException {
        if (at < 0 || at + target.remaining() > seenLength) {
            throw new EOFException("ends at " + seenLength + ", expected " + (at + target.remaining()));
        }
        target.put(seen, (int) at, target.remaining());
    }

    synchronized void sync() {
        durable = grown(durable, seenLength);
        for (int sector = dirty.nextSetBit(0); sector >= 0; sector = dirty.nextSetBit(sector + 1)) {
            copySector(sector, seen, durable);
        }
        if (durableLength > seenLength) {
            Arrays.fill(durable, seenLength, durableLength, (byte) 0);
        }
        dirty.clear();
        durableLength = seenLength;
    }

    /** A sync that fails: the disk may have got any part, and will get no more of it. */
    synchronized void failSync() {
        doubtful.or(dirty);
        dirty.clear();
    }

    /** What a power cut may leave. */
    synchronized MemoryFile afterPowerCut(RandomGenerator random) {
        int length = between(random, durableLength, seenLength);
        byte[] left = Arrays.copyOf(durable, Math.max(durableLength, length));
        for (int sector = 0; sector * SECTOR_BYTES < length; sector++) {
            if (dirty.get(sector) || doubtful.get(sector)) {
                left = grown(left, Math.min(length, (sector + 1) * SECTOR_BYTES));
                copyRandomly(random, sector, left);
            }
        }
        return of(Arrays.copyOf(left, length));
    }

    private static int between(RandomGenerator random, int a, int b) {
        int from = Math.min(a, b);
        int to = Math.max(a, b);
        return switch (random.nextInt(4)) {
            case 0 -> a;
            case 1 -> b;
            default -> from + random.nextInt(to - from + 1);
        };
    }

    private void copyRandomly(RandomGenerator random, int sector, byte[] left) {
        int from = sector * SECTOR_BYTES;
        switch (random.nextInt(8)) {
            case 0, 1 -> {} // not written: what the disk had, zeros beyond its end
            case 2 -> { // torn
                int bytes = Math.min(1 + random.nextInt(SECTOR_BYTES - 1), left.length - from);
                System.arraycopy(seen, from, left, from, Math.min(bytes, Math.max(0, seen.length - from)));
            }
            case 3 -> { // a block of the disk that was never written for this file
                if (from >= durableLength) {
                    byte[] garbage = new byte[Math.min(SECTOR_BYTES, left.length - from)];
                    random.nextBytes(garbage);
                    System.arraycopy(garbage, 0, left, from, garbage.length);
                }
            }
            default -> copySector(sector, seen, left);
        }
    }

    private static void copySector(int sector, byte[] source, byte[] target) {
        int from = sector * SECTOR_BYTES;
        int bytes = Math.min(SECTOR_BYTES, Math.min(source.length, target.length) - from);
        if (bytes > 0) {
            System.arraycopy(source, from, target, from, bytes);
        }
    }

    private static byte[] grown(byte[] bytes, int length) {
        if (length <= bytes.length) {
            return bytes;
        }
        int sectors = (Math.max(length, 2 * bytes.length) + SECTOR_BYTES - 1) / SECTOR_BYTES;
        return Arrays.copyOf(bytes, sectors * SECTOR_BYTES);
    }
}
