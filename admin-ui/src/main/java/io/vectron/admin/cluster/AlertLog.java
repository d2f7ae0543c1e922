package io.vectron.admin.cluster;

import io.vectron.admin.live.Sample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The alerts of the last sample, each with the time when it was first seen.
 *
 * <p>Concurrency: {@link #update} is called by the sampling thread alone; the list is immutable and published by a volatile.
 */
public final class AlertLog {
    private volatile List<Alert> current = List.of();

    public void update(Sample sample) {
        current = merged(current, Alerts.of(sample));
    }

    /** Alerts that go on keep their time. */
    static List<Alert> merged(List<Alert> before, List<Alert> now) {
        Map<String, Alert> known = new HashMap<>();
        before.forEach(alert -> known.put(key(alert), alert));
        return now.stream()
                .map(alert -> {
                    Alert old = known.get(key(alert));
                    return old == null ? alert : alert.since(old.since());
                })
                .toList();
    }

    private static String key(Alert alert) {
        return alert.kind() + " " + alert.subject();
    }

    public List<Alert> current() {
        return current;
    }

    /** Of all alerts, whoever may see them: the light in the corner of each page. */
    public Health health() {
        return Health.of(current);
    }

    /**
     * The light.
     *
     * @param tone {@code ok}, {@code warn} or {@code bad}
     */
    public record Health(String tone, String text) {
        public static Health of(List<Alert> alerts) {
            long critical =
                    alerts.stream().filter(alert -> alert.kind().isCritical()).count();
            if (critical > 0) {
                return new Health("bad", critical + (critical == 1 ? " problem" : " problems"));
            }
            int warnings = alerts.size();
            return warnings > 0
                    ? new Health("warn", warnings + (warnings == 1 ? " warning" : " warnings"))
                    : new Health("ok", "Healthy");
        }
    }
}
