package io.vectron.drift.segment;

/**
 * Says that the row of a slot was deleted.
 *
 * @param slot of the row
 * @param version the sequence that deleted it
 */
public record Tombstone(int slot, long version) {}
