package io.vectron.drift.engine;

/**
 * One state as readers see it, published by one store.
 *
 * @param version where to look
 * @param applied rows written or killed after this sequence count as not yet written or killed
 * @param rows live rows
 */
record View(Version version, long applied, long rows) {}
