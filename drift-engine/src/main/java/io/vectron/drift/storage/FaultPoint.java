package io.vectron.drift.storage;

/** The places where a crash leaves something behind that recovery must cope with. */
public enum FaultPoint {
    /** A segment lies under its temporary name, synced. */
    SEGMENT_TEMP_WRITTEN,
    /** A segment has its name; the manifest does not know it. */
    SEGMENT_NAMED,
    /** A deletes file has its name; the manifest does not know it. */
    DELETES_NAMED,
    /** The id index holds a part of a commit, in memory. */
    INDEX_PARTLY_WRITTEN,
    /** The id index holds the whole commit, in memory. */
    INDEX_WRITTEN,
    /** The id index is durable and ahead of the manifest. */
    INDEX_FLUSHED,
    /** The new manifest lies under its temporary name, synced. */
    MANIFEST_TEMP_WRITTEN,
    /** The new manifest has its name: the commit has happened, memory does not know it. */
    MANIFEST_NAMED,
    /** Before a file that no manifest names any more is deleted. */
    BEFORE_ORPHAN_DELETE,
    /** A merge is committed and published, its inputs still lie there. */
    MERGE_PUBLISHED
}
