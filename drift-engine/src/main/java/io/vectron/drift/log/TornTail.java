package io.vectron.drift.log;

import java.nio.file.Path;

/**
 * What a crash has left half written at the end of a log, and replay has dropped: nobody was told that it was durable.
 *
 * @param offset of the first byte dropped
 * @param bytesDropped at least 1
 */
public record TornTail(Path file, long offset, long bytesDropped) {}
