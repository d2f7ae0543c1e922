/**
 * Level 0: rows that are not yet in a file. Searches scan them until it pays to link them into a graph (HNSW over raw float32), which
 * is searched while it grows.
 *
 * <p>Reading order: {@link io.vectron.drift.memtable.Memtable}, {@code NodeChunk} and {@code Nodes} (where rows lie),
 * {@code IdTable} (id to newest row), {@code Graph} (links and search), {@code Linker} (when rows are linked),
 * {@code GraphScratch} (what one search needs),
 * {@code GraphTuning} (recall to effort).
 *
 * <p>Threading: one writer at a time, linking threads beside it, any number of readers without locks. A reader reaches a row only through a link,
 * table slot or row count that the writer stored with release semantics after the row was whole.
 *
 * <p>Depends on {@code kernel}, {@code query}, {@code segment.RowSource} and the public values of {@code io.vectron.drift}
 * only.
 */
@NullMarked
package io.vectron.drift.memtable;

import org.jspecify.annotations.NullMarked;
