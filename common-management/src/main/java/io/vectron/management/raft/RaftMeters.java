package io.vectron.management.raft;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vectron.management.Histograms;
import io.vectron.raft.GroupState;
import io.vectron.raft.RaftGroup;
import io.vectron.raft.RaftHost;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The {@code vectron_raft_*} metrics of one host; sums and maxima over its groups, of which there may be thousands.
 *
 * <p>Concurrency: {@code host} is written by the thread that starts the role and read by scrapes, which see zeros without
 * one.
 */
public final class RaftMeters {
    private final Timer appends;
    private final DistributionSummary batches;
    private volatile @Nullable RaftHost host;

    public RaftMeters(MeterRegistry registry) {
        appends = Timer.builder("vectron.raft.append")
                .description("Writing one batch of raft log entries, fsync included.")
                .serviceLevelObjectives(Histograms.latencies())
                .register(registry);
        batches = DistributionSummary.builder("vectron.raft.append.requests")
                .description("Requests of all groups that one batch of the raft log took together.")
                .register(registry);
        gauge(registry, "groups", "Raft groups with a replica here.", groups -> groups.size());
        gauge(
                registry,
                "leaders",
                "Raft groups that a replica here leads.",
                groups -> count(groups, GroupState.LEADER));
        gauge(
                registry,
                "failed.groups",
                "Raft groups whose replica here failed and needs a restart.",
                groups -> count(groups, GroupState.FAILED));
        gauge(
                registry,
                "lag.entries",
                "Log entries that are committed but not yet applied here; the largest of all groups.",
                groups -> groups.stream()
                        .filter(group -> group.state().isHealthy())
                        .mapToLong(group -> Math.max(0, group.committedIndex() - group.lastAppliedIndex()))
                        .max()
                        .orElse(0));
        gauge(
                registry,
                "inflight.proposals",
                "Proposals that wait for their commit, over all groups.",
                groups -> groups.stream().mapToInt(RaftGroup::inflightProposals).sum());
        Gauge.builder("vectron.raft.log", this::logBytes)
                .description("Size of the raft log of all groups on disk.")
                .baseUnit("bytes")
                .register(registry);
    }

    private void gauge(
            MeterRegistry registry, String name, String description, ToDoubleFunction<Collection<RaftGroup>> read) {
        Gauge.builder("vectron.raft." + name, () -> read.applyAsDouble(groups()))
                .description(description)
                .register(registry);
    }

    private Collection<RaftGroup> groups() {
        RaftHost running = host;
        return running == null ? List.of() : running.groups();
    }

    private static double count(Collection<RaftGroup> groups, GroupState state) {
        return groups.stream().filter(group -> group.state() == state).count();
    }

    private double logBytes() {
        RaftHost running = host;
        return running == null ? 0 : running.logBytes();
    }

    /** From now on the figures are this host's. */
    public void watch(RaftHost started) {
        host = started;
        started.observeAppends((requests, nanos) -> {
            appends.record(nanos, TimeUnit.NANOSECONDS);
            batches.record(requests);
        });
    }
}
