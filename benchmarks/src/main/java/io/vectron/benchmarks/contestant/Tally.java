package io.vectron.benchmarks.contestant;

/** What searches did, in sums of all queries. Each thread has its own. */
final class Tally {
    private long rows;
    private long bytes;
    private long buckets;

    /** Adds rows that a query was compared with, and bytes that were read for that. */
    void scanned(long moreRows, long moreBytes) {
        rows += moreRows;
        bytes += moreBytes;
    }

    /** Adds partitions that were searched. */
    void buckets(long more) {
        buckets += more;
    }

    void add(Tally other) {
        scanned(other.rows, other.bytes);
        buckets(other.buckets);
    }

    /** The answer with what is known, as means of a query; 0 is not known. */
    Message addTo(Message answer, int queries) {
        Message with = answer;
        if (rows > 0) {
            with = with.with("rows", (double) rows / queries);
        }
        if (bytes > 0) {
            with = with.with("bytes", (double) bytes / queries);
        }
        return buckets > 0 ? with.with("buckets", (double) buckets / queries) : with;
    }
}
