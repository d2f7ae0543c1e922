package io.vectron.drift;

import org.jspecify.annotations.Nullable;

/**
 * One found row. The arrays belong to the receiver.
 *
 * @param id the row's id
 * @param score see {@link Metric}
 * @param version the sequence of the batch that wrote the row
 * @param vector bit for bit as written, or null when not asked for
 * @param payload as written, or null when not asked for
 */
@SuppressWarnings("ArrayRecordComponent") // vectors and ids are arrays to spare a copy; nothing compares these records
public record Hit(byte[] id, float score, long version, float @Nullable [] vector, byte @Nullable [] payload) {}
