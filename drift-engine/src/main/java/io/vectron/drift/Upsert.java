package io.vectron.drift;

import java.util.Objects;

/**
 * Writes a row, replacing any row of the same id.
 *
 * @param id 1 to {@link Limits#ID_BYTES_MAX} opaque bytes
 * @param vector one finite float per dimension, each at most {@link Limits#COMPONENT_MAX} in magnitude
 * @param payload opaque bytes, may be empty, at most {@link Limits#PAYLOAD_BYTES_MAX}
 */
@SuppressWarnings("ArrayRecordComponent") // vectors and ids are arrays to spare a copy; nothing compares these records
public record Upsert(byte[] id, float[] vector, byte[] payload) implements Op {
    public Upsert {
        Limits.checkId(id);
        Limits.checkVector("vector", vector);
        Objects.requireNonNull(payload, "payload");
        if (payload.length > Limits.PAYLOAD_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "payload has " + payload.length + " bytes, at most " + Limits.PAYLOAD_BYTES_MAX + " are allowed");
        }
    }

    /**
     * Checks what depends on an engine's settings.
     *
     * @throws IllegalArgumentException when the vector has another dimension, or no direction under cosine
     */
    public void checkFits(DriftSettings settings) {
        Limits.checkFits("vector", vector, settings);
    }
}
