package io.vectron.worker;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.vectron.drift.DriftStats;
import io.vectron.drift.WriteAvailability;
import io.vectron.management.CollectionLabels;
import io.vectron.worker.hosting.ShardHost;
import io.vectron.worker.shard.ShardReplica;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * The {@code vectron_engine_*} metrics: sums over the replicas here, by collection.
 *
 * <p>Concurrency: safe for use by any thread. The monitor guards {@code meters} and the recomputation of the sums; {@code
 * live} and {@code sums} are replaced whole.
 */
final class EngineMeters {
    /** One scrape reads a dozen figures per collection: they are summed up once for all of them. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final MeterRegistry registry;
    private final ShardHost host;
    private final CollectionLabels labels;
    private final Map<String, List<Meter>> meters = new HashMap<>();
    private volatile Set<String> live = Set.of();
    private volatile Sums sums = new Sums(Map.of(), System.nanoTime() - FRESH_NANOS);

    /** Of one label. */
    private static final class Sum {
        private long replicas;
        private long fullReplicas;
        private long rows;
        private long memtableBytes;
        private long segments;
        private long buckets;
        private long diskBytes;
        private long deadRows;
        private long pendingFlushes;
        private long flushes;
        private long merges;

        void add(DriftStats stats) {
            replicas++;
            fullReplicas += stats.writes().availability() == WriteAvailability.FULL ? 1 : 0;
            rows += stats.rows();
            memtableBytes += stats.memtableBytes();
            segments += stats.segments();
            buckets += stats.buckets();
            diskBytes += stats.diskBytes();
            deadRows += stats.deletedRows();
            pendingFlushes += stats.pendingFlushes();
            flushes += stats.flushes();
            merges += stats.merges();
        }
    }

    private record Sums(Map<String, Sum> byLabel, long atNanos) {}

    EngineMeters(MeterRegistry registry, ShardHost host) {
        this.registry = registry;
        this.host = host;
        this.labels = new CollectionLabels(registry, name -> live.contains(name));
        Gauge.builder("vectron.engine.broken.replicas", () -> host.failures().size())
                .description("Replicas that are assigned here and could not be started.")
                .register(registry);
    }

    CollectionLabels labels() {
        return labels;
    }

    /** Replicas came or went: makes the meters of collections that are new here, and removes those of the others. */
    synchronized void sync() {
        live = host.replicas().stream()
                .map(replica -> replica.assignment().getCollection())
                .collect(Collectors.toUnmodifiableSet());
        labels.retainLive();
        Set<String> wanted = live.stream().map(labels::of).collect(Collectors.toSet());
        meters.entrySet().removeIf(entry -> {
            boolean isGone = !wanted.contains(entry.getKey());
            if (isGone) {
                entry.getValue().forEach(registry::remove);
            }
            return isGone;
        });
        wanted.forEach(label -> meters.computeIfAbsent(label, this::register));
    }

    private List<Meter> register(String label) {
        List<Meter> made = new ArrayList<>();
        made.add(gauge(label, "replicas", "", "Running replicas.", sum -> sum.replicas));
        made.add(gauge(
                label,
                "full.replicas",
                "",
                "Running replicas that a full disk keeps from flushing; one that leads refuses writes.",
                sum -> sum.fullReplicas));
        made.add(gauge(label, "rows", "", "Live rows.", sum -> sum.rows));
        made.add(gauge(label, "dead.rows", "", "Dead rows still stored in segments.", sum -> sum.deadRows));
        made.add(gauge(label, "memtable", "bytes", "Heap that memtables hold.", sum -> sum.memtableBytes));
        made.add(gauge(label, "segments", "", "Segment files.", sum -> sum.segments));
        made.add(gauge(label, "buckets", "", "Buckets of all segments.", sum -> sum.buckets));
        made.add(gauge(label, "disk", "bytes", "Size of segments.", sum -> sum.diskBytes));
        made.add(gauge(
                label,
                "pending.flushes",
                "",
                "Frozen memtables that wait to become segments.",
                sum -> sum.pendingFlushes));
        made.add(counter(label, "flushes", "Memtables that became segments.", sum -> sum.flushes));
        made.add(counter(label, "merges", "Merges of segments.", sum -> sum.merges));
        return made;
    }

    private Meter gauge(String label, String name, String unit, String description, ToDoubleFunction<Sum> read) {
        return Gauge.builder("vectron.engine." + name, () -> read.applyAsDouble(sum(label)))
                .description(description)
                .baseUnit(unit.isEmpty() ? null : unit)
                .tag(CollectionLabels.LABEL, label)
                .register(registry);
    }

    private Meter counter(String label, String name, String description, ToDoubleFunction<Sum> read) {
        return FunctionCounter.builder("vectron.engine." + name, this, _ -> read.applyAsDouble(sum(label)))
                .description(description)
                .tag(CollectionLabels.LABEL, label)
                .register(registry);
    }

    private Sum sum(String label) {
        Sums fresh = sums;
        if (System.nanoTime() - fresh.atNanos() > FRESH_NANOS) {
            fresh = recompute();
        }
        Sum found = fresh.byLabel().get(label);
        return found == null ? new Sum() : found;
    }

    private synchronized Sums recompute() {
        if (System.nanoTime() - sums.atNanos() > FRESH_NANOS) {
            Map<String, Sum> byLabel = new HashMap<>();
            for (ShardReplica replica : host.replicas()) {
                String label = labels.of(replica.assignment().getCollection());
                add(byLabel.computeIfAbsent(label, _ -> new Sum()), replica);
            }
            sums = new Sums(byLabel, System.nanoTime());
        }
        return sums;
    }

    private static void add(Sum sum, ShardReplica replica) {
        try {
            sum.add(replica.stats());
        } catch (RuntimeException e) {
            // a failed or closed engine refuses even its figures; that it failed is told by vectron_raft_failed_groups
            sum.replicas++;
        }
    }
}
