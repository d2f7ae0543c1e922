package io.vectron.drift;

/** One change of one row. The engine copies what it keeps: arrays stay the caller's, who must not change them during apply. */
public sealed interface Op permits Upsert, Delete {
    /** The row's id: 1 to {@link Limits#ID_BYTES_MAX} opaque bytes. */
    byte[] id();
}
