package io.vectron.pd.state;

import io.vectron.proto.internal.v1.PlacementCommand;
import io.vectron.raft.ReplicatedStateMachine;
import io.vectron.raft.SnapshotTask;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/**
 * The replicated map of this member: raft's callbacks drive it, any thread reads it.
 *
 * <p>Concurrency: raft calls one callback after the other and publishes between them, so {@code appliedIndex} and {@code
 * loadedIndex} need no lock. {@code state} is an immutable object published through a volatile; readers take it once and
 * work on what they took.
 *
 * <p>Invariants: the state holds the effects of exactly the commands up to {@code appliedIndex}; its revision is at most
 * that index; both only grow.
 */
public final class PlacementMachine implements ReplicatedStateMachine {
    private final Listener listener;
    private volatile PlacementState state = PlacementState.EMPTY;
    private long appliedIndex;
    private long loadedIndex;

    /** Called on raft's threads, in order; must be quick and must not call raft and wait. */
    public interface Listener {
        void stateChanged(PlacementState state);

        /** This member leads and has applied all that earlier terms committed. */
        void leadershipGained(long term);

        void leadershipLost();

        /** Raft gave this member up; it must be restarted. */
        void failed(Throwable cause);
    }

    public PlacementMachine(Listener listener) {
        this.listener = listener;
    }

    public PlacementState state() {
        return state;
    }

    /** Nothing is on disk but raft's own log and snapshots, so only what a snapshot brought is durable. */
    @Override
    public long durableIndex() {
        return loadedIndex;
    }

    @Override
    public Outcome apply(long index, ByteBuffer command) throws Exception {
        Transitions.Step step = Transitions.apply(state, index, PlacementCommand.parseFrom(command));
        appliedIndex = index;
        publish(step.state());
        return step.outcome();
    }

    @Override
    public void advance(long index) {
        appliedIndex = Math.max(appliedIndex, index);
    }

    @Override
    public SnapshotTask snapshot() {
        SnapshotFile.Content pinned = new SnapshotFile.Content(appliedIndex, state);
        return directory -> {
            SnapshotFile.write(directory, pinned);
            return List.of(SnapshotFile.NAME);
        };
    }

    @Override
    public void loadSnapshot(Path directory, long lastIncludedIndex) throws IOException {
        SnapshotFile.Content content = SnapshotFile.read(directory);
        if (content.appliedIndex() < lastIncludedIndex) {
            throw new IOException("placement snapshot " + directory.resolve(SnapshotFile.NAME) + " ends at log index "
                    + content.appliedIndex() + ", raft expects at least " + lastIncludedIndex);
        }
        appliedIndex = content.appliedIndex();
        loadedIndex = content.appliedIndex();
        publish(content.state());
        checkInvariants();
    }

    private void publish(PlacementState next) {
        if (next != state) {
            state = next;
            listener.stateChanged(next);
        }
    }

    private void checkInvariants() {
        assert state.revision() <= appliedIndex : "revision " + state.revision() + " > applied " + appliedIndex;
        assert loadedIndex <= appliedIndex : "loaded " + loadedIndex + " > applied " + appliedIndex;
    }

    @Override
    public void onLeaderStart(long term) {
        listener.leadershipGained(term);
    }

    @Override
    public void onLeaderStop() {
        listener.leadershipLost();
    }

    @Override
    public void onFailed(Throwable cause) {
        listener.failed(cause);
    }
}
