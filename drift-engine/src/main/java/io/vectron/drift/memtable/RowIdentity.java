package io.vectron.drift.memtable;

/**
 * Which copy of which row.
 *
 * @param slot of the row
 * @param version the sequence that wrote the copy
 */
record RowIdentity(int slot, long version) {}
