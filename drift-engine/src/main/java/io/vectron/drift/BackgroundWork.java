package io.vectron.drift;

import java.util.Objects;

/**
 * One flush or merge, ended or still running.
 *
 * @param kind what was done
 * @param reason why
 * @param rows rows to be written; dead ones are left out
 * @param startedAtMillis wall clock, milliseconds since 1970
 * @param durationMillis until its end, or so far when it runs
 * @param isRunning whether it had not ended when the record was made
 * @param failure what ended it; empty when it succeeded or still runs
 */
public record BackgroundWork(
        WorkKind kind,
        WorkReason reason,
        long rows,
        long startedAtMillis,
        long durationMillis,
        boolean isRunning,
        String failure) {

    public BackgroundWork {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(failure, "failure");
    }
}
