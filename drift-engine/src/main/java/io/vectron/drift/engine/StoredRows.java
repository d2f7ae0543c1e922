package io.vectron.drift.engine;

import io.vectron.drift.bucket.BucketMap;
import io.vectron.drift.segment.RowSource;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.slot.SlotTable;
import java.util.Arrays;

/**
 * Rows of segments that are to be written anew: those that live in the durable state. Rows that died later stay in: after a
 * crash they live again until the log is replayed.
 */
final class StoredRows implements RowSource {
    private final BucketMap map;
    private final SlotTable slots;
    private final long durableSequence;
    private int[] numbers = new int[1024];
    private int count;

    StoredRows(BucketMap map, SlotTable slots, long durableSequence) {
        this.map = map;
        this.slots = slots;
        this.durableSequence = durableSequence;
    }

    /** Adds the needed rows of an extent; returns how many there are now. */
    int add(int extent) {
        Segment segment = map.extentSegment(extent);
        int first = segment.firstRow(map.extentGroup(extent));
        int base = map.firstRow(map.extentPart(extent));
        for (int row = first; row < first + segment.rowsOf(map.extentGroup(extent)); row++) {
            if (!slots.isDeadAt(segment.slot(row), segment.sequence(row), durableSequence)) {
                if (count == numbers.length) {
                    numbers = Arrays.copyOf(numbers, 2 * count);
                }
                numbers[count++] = base + row;
            }
        }
        return count;
    }

    private Segment segment(int row) {
        return map.parts().get(map.partOf(numbers[row])).segment();
    }

    private int place(int row) {
        return numbers[row] - map.firstRow(map.partOf(numbers[row]));
    }

    @Override
    public int rows() {
        return count;
    }

    @Override
    public void copyVector(int row, float[] target, int at) {
        segment(row).copyVector(place(row), target, at);
    }

    @Override
    public float inverseNorm(int row) {
        return segment(row).inverseNorm(place(row));
    }

    @Override
    public int slot(int row) {
        return segment(row).slot(place(row));
    }

    @Override
    public long version(int row) {
        return segment(row).sequence(place(row));
    }

    @Override
    public byte[] id(int row) {
        return segment(row).id(place(row));
    }

    @Override
    public byte[] payload(int row) {
        return segment(row).payload(place(row));
    }
}
