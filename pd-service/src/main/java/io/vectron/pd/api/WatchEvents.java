package io.vectron.pd.api;

import io.vectron.pd.soft.SoftFacts;
import io.vectron.pd.state.PlacementState;
import io.vectron.proto.internal.v1.ShardLeader;
import io.vectron.proto.internal.v1.WatchEvent;
import io.vectron.proto.internal.v1.Worker;
import java.util.List;
import java.util.SortedSet;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import java.util.function.Supplier;
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
    record Position(long revision, long facts) {
        static final Position NOTHING = new Position(0, 0);
    }

    /** Soft facts that changed, copied out under the tenure's lock. */
    record FactsDelta(long version, List<ShardLeader> leaders, SortedSet<String> workers) {
        static FactsDelta since(SoftFacts facts, long since) {
            return new FactsDelta(facts.version(), facts.leadersSince(since), facts.workersSince(since));
        }
    }

    /** The state and the facts that an event is made of, and the position that it starts from. */
    record News(PlacementState state, FactsDelta delta, Position from) {
        Position reached() {
            return new Position(state.revision(), delta.version());
        }
    }

    /**
     * What is new since {@code from}: all there is when the state no longer knows the way from there, because a whole map
     * replaces the leaders that the watcher has as well.
     */
    static News since(Position from, LongFunction<FactsDelta> facts, Supplier<PlacementState> state) {
        News news = read(from, facts, state);
        boolean isWhole = !news.state().hasDeltaSince(from.revision());
        return isWhole && from.facts() != 0 ? read(Position.NOTHING, facts, state) : news;
    }

    private static News read(Position from, LongFunction<FactsDelta> facts, Supplier<PlacementState> state) {
        FactsDelta delta = facts.apply(from.facts());
        // the state after the facts: a leader of a shard that the state does not have yet would be dropped for good
        return new News(state.get(), delta, from);
    }

    /**
     * The event that takes a watcher from {@code news.from()} to its state and facts.
     *
     * @param shown a worker as it is to be shown, with its soft state
     */
    static WatchEvent event(News news, UnaryOperator<Worker> shown) {
        PlacementState state = news.state();
        FactsDelta delta = news.delta();
        boolean whole = !state.hasDeltaSince(news.from().revision());
        long since = whole ? 0 : news.from().revision();
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
