package io.vectron.drift.storage;

/** The places where a crash leaves something behind that recovery must cope with. */
public enum FaultPoint {
    /** A segment lies under its temporary name, synced. */
    SEGMENT_TEMP_WRITTEN,
    /** A segment has its name; the manifest does not know it. */
    SEGMENT_NAMED,
    /** The new manifest lies under its temporary name, synced. */
    MANIFEST_TEMP_WRITTEN,
    /** The new manifest has its name: the commit has happened, memory does not know it. */
    MANIFEST_NAMED,
    /** A flush is committed and published. */
    FLUSH_PUBLISHED,
    /** A merge is committed and published, its inputs still lie there. */
    MERGE_PUBLISHED,
    /** Before a file that no manifest names any more is deleted. */
    BEFORE_ORPHAN_DELETE
}
