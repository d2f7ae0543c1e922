package io.vectron.drift.query;

/** Something that stores rows by number: a memtable or a segment. Safe for concurrent readers. */
public interface RowOwner {
    /** The id of a row. */
    byte[] id(int row);

    /** The sequence that wrote a row. */
    long sequence(int row);

    /** The vector of a row as it was written, in a new array. */
    float[] vector(int row);

    /** The payload of a row; not to be changed. */
    byte[] payload(int row);
}
