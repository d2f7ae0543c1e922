package io.vectron.drift;

/**
 * Removes the row of this id; a missing row is no error.
 *
 * @param id 1 to {@link Limits#ID_BYTES_MAX} opaque bytes
 */
@SuppressWarnings("ArrayRecordComponent") // vectors and ids are arrays to spare a copy; nothing compares these records
public record Delete(byte[] id) implements Op {
    public Delete {
        Limits.checkId(id);
    }
}
