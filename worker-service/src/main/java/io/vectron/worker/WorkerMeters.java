package io.vectron.worker;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.vectron.drift.SearchFacts;
import io.vectron.errors.ErrorCode;
import io.vectron.management.CollectionLabels;
import io.vectron.management.Histograms;
import io.vectron.worker.api.ShardObserver;
import io.vectron.worker.membership.SessionObserver;
import java.util.concurrent.TimeUnit;

/** The {@code vectron_worker_*} metrics. Safe for use by any thread. */
final class WorkerMeters implements ShardObserver, SessionObserver {
    private final MeterRegistry registry;
    private final CollectionLabels collections;
    private final Counter rejections;

    WorkerMeters(MeterRegistry registry, CollectionLabels collections) {
        this.registry = registry;
        this.collections = collections;
        this.rejections = Counter.builder("vectron.worker.overload.rejections")
                .description("Calls that were refused because there was too much work.")
                .register(registry);
    }

    @Override
    public void ended(String operation, String collection, String code, long nanos) {
        Timer.builder("vectron.worker.operations")
                .description(
                        "Calls of routers, one for each shard and attempt, by operation, collection and error code.")
                .tag("operation", operation)
                .tag(CollectionLabels.LABEL, collections.of(collection))
                .tag("code", code)
                .serviceLevelObjectives(Histograms.latencies())
                .register(registry)
                .record(nanos, TimeUnit.NANOSECONDS);
        if (code.equals(ErrorCode.OVERLOADED.name())) {
            rejections.increment();
        }
    }

    @Override
    public void searched(String collection, SearchFacts facts) {
        String label = collections.of(collection);
        record(label, "rows", "Rows that one query's search of one shard compared.", facts.rowsScanned());
        record(label, "bytes", "Bytes that one query's search of one shard read.", facts.bytesScanned());
        record(label, "buckets", "Buckets that one query's search of one shard scanned.", facts.bucketsScanned());
    }

    private void record(String label, String what, String description, long count) {
        DistributionSummary.builder("vectron.worker.search.scanned." + what)
                .description(description)
                .tag(CollectionLabels.LABEL, label)
                .serviceLevelObjectives(Histograms.counts())
                .register(registry)
                .record((double) count);
    }

    @Override
    public void heartbeat(String code) {
        Counter.builder("vectron.worker.heartbeats")
                .description("Registrations and heartbeats to the placement driver, by error code (OK for none).")
                .tag("code", code)
                .register(registry)
                .increment();
    }

    @Override
    public void reconciled(boolean isComplete) {
        Counter.builder("vectron.worker.reconciles")
                .description("Lists of assignments that were carried out, or only in part and are tried again.")
                .tag("outcome", isComplete ? "complete" : "partial")
                .register(registry)
                .increment();
    }
}
