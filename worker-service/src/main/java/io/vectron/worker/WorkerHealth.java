package io.vectron.worker;

import io.vectron.management.RoleHealth;
import io.vectron.worker.hosting.ShardHost;
import io.vectron.worker.membership.PlacementSession;
import java.util.Map;

/** A worker serves once its stored replicas are recovered and the placement driver knows it, until it stops. */
final class WorkerHealth implements RoleHealth {
    private final ShardHost host;
    private final PlacementSession session;

    WorkerHealth(ShardHost host, PlacementSession session) {
        this.host = host;
        this.session = session;
    }

    /** A replica that failed is shown in its metrics; the others of this worker are well. */
    @Override
    public Condition process() {
        return Condition.well(Map.of());
    }

    @Override
    public Condition serving() {
        Map<String, Object> facts = Map.of("replicas", host.replicas().size(), "broken_replicas", host.failures());
        if (session.isStopping()) {
            return Condition.ill("the worker is stopping", facts);
        }
        if (!host.isRecovered()) {
            return Condition.ill("stored replicas are being recovered", facts);
        }
        if (!session.isRegistered()) {
            return Condition.ill("the placement driver has not taken the registration yet", facts);
        }
        return Condition.well(facts);
    }
}
