package io.vectron.drift.segment;

/** The parts of a row group that have a checksum of their own. */
public enum SegmentBlock {
    /** Terms and codes, which are scanned. */
    HOT(0),
    /** The exact vectors. */
    VECTORS(1),
    /** The ids. */
    KEYS(2),
    /** The payloads; no bytes when all are empty. */
    PAYLOADS(3);

    private final int place;

    SegmentBlock(int place) {
        this.place = place;
    }

    /** Its place among the checksums of a row group in the file. */
    int place() {
        return place;
    }
}
