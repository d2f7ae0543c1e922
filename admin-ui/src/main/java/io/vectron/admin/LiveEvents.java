package io.vectron.admin;

import io.vectron.admin.cluster.AlertLog;
import io.vectron.admin.live.Figures;
import io.vectron.admin.live.History;
import io.vectron.admin.live.LiveConfiguration;
import io.vectron.admin.live.LiveConnections;
import io.vectron.admin.live.Sample;
import java.util.function.Consumer;
import tools.jackson.databind.json.JsonMapper;

/** What happens with each new sample: alerts, history, and an event for the open pages. Called by the sampling thread. */
final class LiveEvents implements Consumer<Sample> {
    private final AlertLog alerts;
    private final History history;
    private final LiveConnections connections;
    private final JsonMapper json;

    LiveEvents(AlertLog alerts, History history, LiveConnections connections, JsonMapper json) {
        this.alerts = alerts;
        this.history = history;
        this.connections = connections;
        this.json = json;
    }

    /**
     * The event.
     *
     * @param number of the sample: when it is lower than the last one, the dashboard was started again
     */
    private record LiveEvent(long number, AlertLog.Health health, Figures figures) {}

    @Override
    public void accept(Sample sample) {
        alerts.update(sample);
        Figures figures = LiveConfiguration.record(history, sample);
        connections.publish(json.writeValueAsString(new LiveEvent(sample.number(), alerts.health(), figures)));
    }
}
