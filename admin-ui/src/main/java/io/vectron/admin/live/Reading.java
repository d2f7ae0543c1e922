package io.vectron.admin.live;

import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The last answer to one question that is asked again and again, and how good it still is.
 *
 * @param value the last answer; null while there was none
 * @param takenAt when the answer came; of the first question while there was none
 * @param problem why the last question was not answered; empty when it was
 * @param state how to read the value
 */
public record Reading<T>(@Nullable T value, Instant takenAt, String problem, State state) {

    /** How good a reading is. */
    public enum State {
        /** Not asked yet. */
        WAITING,
        /** The value is the answer to the last question. */
        FRESH,
        /** The last question was not answered; the value is an older answer. */
        STALE,
        /** Never answered, and the last question failed. */
        MISSING,
        /** The service does not know the question. */
        NOT_OFFERED
    }

    static <T> Reading<T> waiting(Instant now) {
        return new Reading<>(null, now, "", State.WAITING);
    }

    static <T> Reading<T> fresh(T value, Instant now) {
        return new Reading<>(value, now, "", State.FRESH);
    }

    /** After a question that failed: an older answer is kept. */
    Reading<T> failed(String reason) {
        return new Reading<>(value, takenAt, reason, value == null ? State.MISSING : State.STALE);
    }

    static <T> Reading<T> notOffered(String reason, Instant now) {
        return new Reading<>(null, now, reason, State.NOT_OFFERED);
    }

    public Optional<T> known() {
        return Optional.ofNullable(value);
    }

    public boolean isFresh() {
        return state == State.FRESH;
    }

    public boolean isWaiting() {
        return state == State.WAITING;
    }

    public boolean isStale() {
        return state == State.STALE;
    }

    public boolean isMissing() {
        return state == State.MISSING;
    }

    public boolean isNotOffered() {
        return state == State.NOT_OFFERED;
    }

    public <R> R map(Function<T, R> read, R otherwise) {
        return value == null ? otherwise : read.apply(value);
    }
}
