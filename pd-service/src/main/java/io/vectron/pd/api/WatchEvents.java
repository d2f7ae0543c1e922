package io.vectron.pd.api;

import io.vectron.pd.soft.SoftFacts;
import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.Worker;
import java.util.List;
import java.util.SortedSet;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * What a watcher has yet to hear. Pure: two positions in, one event out, however many changes lie between them, so that
 * a slow watcher costs no memory.
 */
final class WatchEvents {
    private WatchEvents() {}

    /**
     * Where a watcher is.
     *
     * @param revision of the state that it has; 0 for none
     * @param facts version of the soft facts that it has; 0 for none
     */
    record Position(long revision, long facts) {}

    /** Soft facts that changed, copied out under the tenure's lock. */
    record FactsDelta(long version, List<ShardLeader> leaders, SortedSet<String> workers) {
        static FactsDelta since(SoftFacts facts, long since) {
            return new FactsDelta(facts.version(), facts.leadersSince(since), facts.workersSince(since));
        }
    }

    /**
     * The event that takes a watcher from {@code from} to the given state and facts.
     *
     * @param state at least as new as the one that the facts were taken with
     * @param shown a worker as it is to be shown, with its soft state
     */
    static WatchEvent event(PlacementState state, FactsDelta delta, Position from, UnaryOperator<Worker> shown) {
        boolean whole = !state.hasDeltaSince(from.revision());
        long since = whole ? 0 : from.revision();
        WatchEvent.Builder event = WatchEvent.newBuilder()
                .setRevision(state.revision())
                .setSnapshot(whole)
                .setClusterId(state.clusterId());
        state.collections().stream()
                .filter(collection -> collection.getModRevision() > since)
                .forEach(event::addCollections);
        if (!whole) {
            state.removed().stream()
                    .filter(removed -> removed.getRevision() > since)
                    .forEach(removed -> event.addRemovedCollections(removed.getId()));
        }
        Predicate<Worker> changed =
                worker -> worker.getModRevision() > since || delta.workers().contains(worker.getId());
        state.workers().values().stream().filter(changed).map(shown).forEach(event::addWorkers);
        delta.leaders().stream()
                .filter(leader -> state.shards().containsKey(leader.getShardId()))
                .forEach(event::addLeaders);
        return event.build();
    }
}
