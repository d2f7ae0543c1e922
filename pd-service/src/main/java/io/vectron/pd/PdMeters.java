package io.vectron.pd;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vectron.pd.api.CommandObserver;
import io.vectron.pd.api.PlacementMember;
import io.vectron.pd.api.PlacementService;
import io.vectron.proto.internal.v1.WorkerState;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** The {@code vectron_pd_*} metrics. Safe for use by any thread. */
final class PdMeters implements CommandObserver {
    private static final List<WorkerState> STATES = List.of(
            WorkerState.WORKER_STATE_JOINING,
            WorkerState.WORKER_STATE_READY,
            WorkerState.WORKER_STATE_DRAINING,
            WorkerState.WORKER_STATE_DOWN,
            WorkerState.WORKER_STATE_REMOVED);

    private final MeterRegistry registry;

    PdMeters(MeterRegistry registry, PlacementMember member) {
        this.registry = registry;
        gauge(member, "leader", "1 on the member that leads, 0 on the others.", m -> m.isLeading() ? 1 : 0);
        gauge(member, "term", "Term of this member's leadership; 0 while it does not lead.", PlacementMember::term);
        gauge(
                member,
                "revision",
                "Revision of the map as this member has it.",
                m -> m.figures().revision());
        gauge(member, "collections", "Collections.", m -> m.figures().collections());
        gauge(member, "shards", "Shards of all collections.", m -> m.figures().shards());
        gauge(
                member,
                "leaderless.shards",
                "Shards whose leader is not known; 0 on members that do not lead.",
                PlacementMember::leaderlessShards);
        gauge(
                member,
                "instances",
                "Services that announced themselves lately; 0 on members that do not lead.",
                PlacementMember::announcedInstances);
        for (WorkerState state : STATES) {
            Gauge.builder("vectron.pd.workers", member, m -> m.workersIn(state))
                    .description("Workers by state; all 0 on members that do not lead, which hear no heartbeats.")
                    .tag(
                            "state",
                            state.name().substring("WORKER_STATE_".length()).toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private void gauge(
            PlacementMember member, String name, String description, ToDoubleFunction<PlacementMember> read) {
        Gauge.builder("vectron.pd." + name, member, read)
                .description(description)
                .register(registry);
    }

    /** The service is made after this. */
    void watch(PlacementService service) {
        Gauge.builder("vectron.pd.watches", service, PlacementService::openWatches)
                .description("Routers and others that follow the map here.")
                .register(registry);
    }

    @Override
    public void proposed(String command, String outcome) {
        Counter.builder("vectron.pd.commands")
                .description("Commands proposed to raft, by kind and outcome.")
                .tag("command", command)
                .tag("outcome", outcome)
                .register(registry)
                .increment();
    }
}
