package io.vectron.drift;

/** What disks, cables, copies and people do to a file. */
enum Mutation {
    /** One bit is another. */
    FLIP,
    /** A range, or whole pages, are zeros. */
    ZERO,
    /** The end is missing. */
    TRUNCATE,
    /** Two ranges or pages of a file have changed places. */
    SWAP_WITHIN,
    /** A range, a page or all of a file has changed places with that of another file of its kind. */
    SWAP_BETWEEN,
    /** Zeros, noise or a part of the file once more follow its end. */
    EXTEND
}
