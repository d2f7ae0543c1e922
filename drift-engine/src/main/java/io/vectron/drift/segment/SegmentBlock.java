package io.vectron.drift.segment;

/** The parts of a row group that have a checksum of their own. */
public enum SegmentBlock {
    /** One bit a dimension, which is scanned. */
    HOT(0),
    /** Eight bits a dimension, read of the rows that the scan leaves. */
    CODES(1),
    /** The exact vectors. */
    VECTORS(2),
    /** The ids. */
    KEYS(3),
    /** The payloads; no bytes when all are empty. */
    PAYLOADS(4);

    private final int place;

    SegmentBlock(int place) {
        this.place = place;
    }

    /** Its place among the checksums of a row group in the file. */
    int place() {
        return place;
    }
}
