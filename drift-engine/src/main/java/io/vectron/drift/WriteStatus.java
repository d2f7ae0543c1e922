package io.vectron.drift;

import java.util.Objects;

/**
 * Whether an engine takes writes, and why not.
 *
 * @param availability whether it does
 * @param cause what was tried and how it failed; empty when writes are taken
 */
public record WriteStatus(WriteAvailability availability, String cause) {
    /** Writes are taken. */
    public static final WriteStatus OPEN = new WriteStatus(WriteAvailability.OPEN, "");

    public WriteStatus {
        Objects.requireNonNull(availability, "availability");
        Objects.requireNonNull(cause, "cause");
    }
}
