package io.vectron.drift;

/**
 * A stored row. The arrays belong to the receiver.
 *
 * @param id the row's id
 * @param vector bit for bit as written
 * @param payload as written
 * @param version the sequence of the batch that wrote the row
 */
@SuppressWarnings("ArrayRecordComponent") // vectors and ids are arrays to spare a copy; nothing compares these records
public record Row(byte[] id, float[] vector, byte[] payload, long version) {}
