package io.vectron.drift.engine;

import io.vectron.drift.segment.RowSource;
import io.vectron.drift.segment.Segment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * The rows of some segments that live in the durable state. Rows that died later stay in: after a crash they live again
 * until the log is replayed.
 */
final class MergeSource implements RowSource {
    private final List<Segment> inputs;
    private final int[] firstRow;
    private final int[] rows;
    private final BooleanSupplier isCancelled;

    /**
     * Sources held by references of the caller.
     *
     * @param durableSequence rows dead by then are left out
     * @param isCancelled asked now and then; true ends the merge with a {@link CancellationException}
     */
    MergeSource(List<Segment> inputs, long durableSequence, BooleanSupplier isCancelled) {
        this.inputs = List.copyOf(inputs);
        this.isCancelled = isCancelled;
        this.firstRow = new int[inputs.size() + 1];
        int[] live =
                new int[Math.toIntExact(inputs.stream().mapToLong(Segment::rows).sum())];
        int n = 0;
        for (int s = 0; s < inputs.size(); s++) {
            firstRow[s] = n;
            for (int row = 0; row < inputs.get(s).rows(); row++) {
                if (inputs.get(s).deaths().isLive(row, durableSequence)) {
                    live[n++] = row;
                }
            }
        }
        firstRow[inputs.size()] = n;
        this.rows = Arrays.copyOf(live, n);
    }

    /** Rows of the inputs that this source leaves out, as (segment, row) pairs. */
    List<Segment> inputs() {
        return inputs;
    }

    /** Which rows of an input this source leaves out. */
    int[] droppedRows(int input) {
        List<Integer> dropped = new ArrayList<>();
        int next = firstRow[input];
        for (int row = 0; row < inputs.get(input).rows(); row++) {
            if (next < firstRow[input + 1] && rows[next] == row) {
                next++;
            } else {
                dropped.add(row);
            }
        }
        return dropped.stream().mapToInt(Integer::intValue).toArray();
    }

    private int inputOf(int row) {
        int found = Arrays.binarySearch(firstRow, row);
        if (found < 0) {
            return -found - 2;
        }
        // Inputs without live rows share their first row with the next: take the last of them.
        while (found + 1 < inputs.size() && firstRow[found + 1] == row) {
            found++;
        }
        return found;
    }

    Segment segmentOf(int row) {
        return inputs.get(inputOf(row));
    }

    int rowOf(int row) {
        return rows[row];
    }

    /** When a row died. */
    long deathOf(int row) {
        return segmentOf(row).deaths().deathOf(rows[row]);
    }

    @Override
    public int rows() {
        return rows.length;
    }

    @Override
    public void copyVector(int row, float[] target, int at) {
        if (isCancelled.getAsBoolean()) {
            throw new CancellationException("engine closed during a merge");
        }
        segmentOf(row).copyVector(rows[row], target, at);
    }

    @Override
    public float inverseNorm(int row) {
        return segmentOf(row).inverseNorm(rows[row]);
    }

    @Override
    public long sequence(int row) {
        return segmentOf(row).sequence(rows[row]);
    }

    @Override
    public int payloadLength(int row) {
        return segmentOf(row).payloadLength(rows[row]);
    }

    @Override
    public byte[] id(int row) {
        return segmentOf(row).id(rows[row]);
    }
}
