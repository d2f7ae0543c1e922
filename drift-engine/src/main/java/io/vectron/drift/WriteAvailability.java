package io.vectron.drift;

/** Whether an engine takes writes. Reads are answered in every state. */
public enum WriteAvailability {
    /** Writes are taken. */
    OPEN,
    /**
     * The disk is full. An engine with its own log refuses writes with {@link StorageFullException}; one whose caller keeps
     * the log takes them into memory for as long as there is room. It ends by itself when the disk has room again.
     */
    FULL,
    /** A failure has stopped the engine: writes are refused with {@link StorageFailedException} until it is opened anew. */
    STOPPED
}
