package io.vectron.cli.load;

import java.util.TreeMap;

/**
 * Up to which row everything is acknowledged, when ranges of rows are acknowledged in any order.
 *
 * <p>Concurrency: all methods hold the monitor. Invariants: {@code done} holds ranges that begin above {@code end}, no two
 * of which touch rows twice; memory is bounded by the batches in flight of the caller.
 */
final class ContiguousRows {
    private final TreeMap<Long, Long> done = new TreeMap<>();
    private long end;

    /** @param end all rows below it are acknowledged already */
    ContiguousRows(long end) {
        this.end = end;
    }

    /** Rows from {@code from} up to but not including {@code to} are acknowledged. */
    synchronized void acknowledge(long from, long to) {
        if (from < end || to <= from || done.containsKey(from)) {
            throw new IllegalStateException("rows " + from + " to " + to + " acknowledged twice; end " + end);
        }
        done.put(from, to);
        while (!done.isEmpty() && done.firstKey() == end) {
            end = done.pollFirstEntry().getValue();
        }
    }

    /** The first row that is not known to be acknowledged. */
    synchronized long end() {
        return end;
    }
}
