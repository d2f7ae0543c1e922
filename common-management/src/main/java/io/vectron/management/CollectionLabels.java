package io.vectron.management;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The values of the label {@code collection}: at most {@link #COLLECTIONS_MAX} names of live collections at a time, so
 * that no caller can make the registry grow. A meter of a collection that is gone is removed by {@link #retainLive}.
 *
 * <p>Concurrency: safe for use by any thread; the monitor guards {@code names}.
 */
public final class CollectionLabels {
    /** Each costs some dozens of time series per operation. */
    public static final int COLLECTIONS_MAX = 100;
    /** What the collections beyond that share, and a collection of this very name with them. */
    public static final String OTHER = "other";
    /** No collection, or one that does not exist. */
    public static final String NONE = "none";

    public static final String LABEL = "collection";

    private final MeterRegistry registry;
    private final Predicate<String> isLive;
    private final Set<String> names = new HashSet<>();

    /** @param isLive whether a collection of that name exists now; must not block */
    public CollectionLabels(MeterRegistry registry, Predicate<String> isLive) {
        this.registry = registry;
        this.isLive = isLive;
    }

    /** The label for a collection; {@link #NONE} for a name that no live collection has. */
    public String of(String name) {
        if (name.isEmpty() || !isLive.test(name)) {
            return NONE;
        }
        synchronized (this) {
            if (names.contains(name)) {
                return name;
            }
            if (names.size() >= COLLECTIONS_MAX || name.equals(OTHER) || name.equals(NONE)) {
                return OTHER;
            }
            names.add(name);
            return name;
        }
    }

    /**
     * Removes the meters of collections that are gone, whose names become free for others. O(meters) when there are any.
     *
     * <p>A request that ends meanwhile may make a meter anew; the next call removes it.
     */
    public void retainLive() {
        if (!forgetDead()) {
            return;
        }
        List<Meter> orphans = new ArrayList<>();
        registry.forEachMeter(meter -> {
            String label = meter.getId().getTag(LABEL);
            if (label != null && meter.getId().getName().startsWith("vectron.") && !isLabel(label)) {
                orphans.add(meter);
            }
        });
        orphans.forEach(registry::remove);
    }

    private synchronized boolean forgetDead() {
        return names.removeIf(name -> !isLive.test(name));
    }

    private synchronized boolean isLabel(String label) {
        return label.equals(OTHER) || label.equals(NONE) || names.contains(label);
    }
}
