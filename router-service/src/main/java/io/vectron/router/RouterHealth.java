package io.vectron.router;

import io.vectron.management.RoleHealth;
import io.vectron.router.map.ShardMap;
import io.vectron.router.map.ShardMapWatch;
import java.time.Duration;
import java.util.Map;

/** A router serves when it has a map and heard the placement driver lately. */
final class RouterHealth implements RoleHealth {
    /** The placement driver says something every 3 s; an election takes less than this. */
    static final Duration SILENCE_MAX = Duration.ofSeconds(20);

    private final ShardMapWatch watch;

    RouterHealth(ShardMapWatch watch) {
        this.watch = watch;
    }

    /** A router keeps nothing that could break. */
    @Override
    public Condition process() {
        return Condition.well(Map.of());
    }

    @Override
    public Condition serving() {
        ShardMap map = watch.current();
        if (!map.isKnown()) {
            return Condition.ill("no map of the cluster yet: the placement driver has not answered", Map.of());
        }
        Duration silence = watch.silence();
        Map<String, Object> facts =
                Map.of("map_revision", map.revision(), "placement_silent_millis", silence.toMillis());
        return silence.compareTo(SILENCE_MAX) > 0
                ? Condition.ill(
                        "the placement driver has been silent for more than " + SILENCE_MAX.toSeconds() + " s", facts)
                : Condition.well(facts);
    }
}
