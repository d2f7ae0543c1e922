package io.vectron.drift.storage;

/** What can be asked of a storage, as the twin counts it. */
public enum StorageCall {
    LIST,
    CREATE,
    OVERWRITE,
    OPEN,
    MAP,
    READ,
    WRITE,
    /** Of a file. */
    SYNC,
    RENAME,
    DELETE,
    LINK,
    /** Of the directory. */
    DIRECTORY_SYNC
}
