/**
 * The id index: from id to the row that holds it in a segment, and the payloads, in a small RocksDB.
 *
 * <p>Reading order: {@link io.vectron.drift.index.IndexResources} (shared by all indexes of a process),
 * {@link io.vectron.drift.index.IndexKeys} (keys and values), {@link io.vectron.drift.index.IdIndex},
 * {@link io.vectron.drift.index.IndexCommit}.
 *
 * <p>The index accelerates; the manifest, the segments and the deletes files are the truth about rows. It carries the
 * generation of the manifest that it belongs to and is rebuilt when that differs.
 *
 * <p>Threading: look-ups from any thread; one commit at a time.
 *
 * <p>Depends on {@code storage} and the public values of {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.index;

import org.jspecify.annotations.NullMarked;
