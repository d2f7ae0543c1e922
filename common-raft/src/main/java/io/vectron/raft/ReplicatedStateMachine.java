package io.vectron.raft;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The state that a group replicates.
 *
 * <p>Concurrency: all callbacks of one group come one after the other, each happening before the next, on platform
 * threads of a pool that all groups of the host share; the thread changes from call to call. {@link #durableIndex} is
 * called before the first callback and after a snapshot load. A callback that blocks holds up other groups.
 *
 * <p>A machine must not read the clock, draw random numbers or iterate in hash order: every replica applies the same
 * commands and must come to the same state.
 */
public interface ReplicatedStateMachine {
    /**
     * The last index whose effect survives a crash. After a start, entries up to it are not applied again and a
     * snapshot up to it is not loaded. 0 for a machine that keeps nothing on disk.
     */
    long durableIndex();

    /**
     * Applies one committed command.
     *
     * @param index strictly growing, with gaps where the log holds entries of raft itself
     * @param command read-only and valid only during the call
     * @return handed to the proposer's future on the replica that proposed the command
     * @throws Exception fails the group: the command is not acknowledged and nothing is applied any more. A command
     *     that is merely refused (a failed precondition) returns that as its result instead.
     */
    @Nullable
    Object apply(long index, ByteBuffer command) throws Exception;

    /**
     * Follows a run of {@link #apply} calls, up to and including {@code index}; the results of the run are
     * acknowledged only after it returns. The place to write a batch collected by apply.
     *
     * @throws Exception fails the group, and none of the run is acknowledged
     */
    default void endOfBatch(long index) throws Exception {}

    /** Entries up to {@code index} that were not given to {@link #apply} are raft's own: the applied index may follow. */
    default void advance(long index) {}

    /**
     * Pins the present state for a snapshot; must be cheap. The pinned state may be newer than what raft believes to be
     * the snapshot's index, as long as {@link #durableIndex} tells so after {@link #loadSnapshot}.
     */
    SnapshotTask snapshot();

    /**
     * Replaces the whole state by the snapshot; durable when it returns. Files are links into raft's snapshot store:
     * copy or hard-link them, never write to them.
     *
     * @param lastIncludedIndex {@link #durableIndex} must be at least this afterwards
     * @throws IOException fails the group
     */
    void loadSnapshot(Path directory, long lastIncludedIndex) throws IOException;

    /** This replica leads from now on and has applied everything committed in earlier terms. */
    default void onLeaderStart(long term) {}

    /** This replica leads no more; proposals in flight fail with {@link OutcomeUnknownException}. */
    default void onLeaderStop() {}

    /** A membership change is committed, or came with a snapshot. */
    default void onMembership(List<String> peers, List<String> learners) {}

    /** The group failed for good; called once, after which there are no more callbacks. */
    default void onFailed(Throwable cause) {}
}
