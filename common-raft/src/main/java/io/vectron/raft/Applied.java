package io.vectron.raft;

import org.jspecify.annotations.Nullable;

/**
 * What a proposer gets once its command is committed and applied on the leader.
 *
 * @param index the command's log index, at least 1
 * @param result what {@link ReplicatedStateMachine#apply} returned
 */
public record Applied(long index, @Nullable Object result) {
    public Applied {
        if (index < 1) {
            throw new IllegalArgumentException("log index " + index + ", expected at least 1");
        }
    }

    /** The result cast to the type that the machine is known to return for this command; null stays null. */
    public <T> @Nullable T resultAs(Class<T> type) {
        return type.cast(result);
    }
}
