package io.vectron.drift;

/** What an engine does in the background. */
public enum WorkKind {
    /** A frozen memtable becomes a segment. */
    FLUSH,
    /** Segments become one. */
    MERGE
}
