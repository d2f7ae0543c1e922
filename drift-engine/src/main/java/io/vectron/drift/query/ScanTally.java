package io.vectron.drift.query;

/** Counts what one search does, over all its sources. Not thread-safe. */
public final class ScanTally {
    private int bucketsScanned;
    private int bucketsTotal;
    private long rowsScanned;
    private long bytesScanned;
    private boolean isLate;
    private boolean isPartial;
    private double recallWeight;
    private double recallSum;

    /** Counts computed distances and the bytes read for them. */
    public void addRows(long rows, long bytes) {
        rowsScanned += rows;
        bytesScanned += bytes;
    }

    /** Counts the buckets of one segment. */
    public void addBuckets(int scanned, int total) {
        bucketsScanned += scanned;
        bucketsTotal += total;
    }

    /** Notes that the deadline struck. */
    public void markLate() {
        isLate = true;
    }

    /** Adds the estimated recall of one source of so many rows; below 1 means that rows were left out. */
    public void addRecall(double estimate, long rows) {
        recallSum += estimate * rows;
        recallWeight += rows;
        isPartial |= estimate < 1;
    }

    public int bucketsScanned() {
        return bucketsScanned;
    }

    public int bucketsTotal() {
        return bucketsTotal;
    }

    public long rowsScanned() {
        return rowsScanned;
    }

    public long bytesScanned() {
        return bytesScanned;
    }

    public boolean isLate() {
        return isLate;
    }

    public boolean isPartial() {
        return isPartial;
    }

    /** Mean of the sources' estimates, weighted by rows. */
    public double estimatedRecall() {
        return recallWeight == 0 ? 1 : recallSum / recallWeight;
    }
}
