package io.vectron.admin.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertLogTest {
    private static final Instant EARLY = Instant.ofEpochSecond(1_000);
    private static final Instant LATE = Instant.ofEpochSecond(2_000);

    private static Alert alert(Alert.Kind kind, String subject, Instant since) {
        return new Alert(kind, subject, "reason", "", "/", since);
    }

    @Test
    void alertThatGoesOnKeepsItsTimeAndANewOneHasItsOwn() {
        List<Alert> before = List.of(alert(Alert.Kind.WORKER_SILENT, "a", EARLY));
        List<Alert> now =
                List.of(alert(Alert.Kind.WORKER_SILENT, "a", LATE), alert(Alert.Kind.WORKER_SILENT, "b", LATE));
        assertThat(AlertLog.merged(before, now)).extracting(Alert::since).containsExactly(EARLY, LATE);
    }

    @Test
    void alertThatCameBackStartsAnew() {
        List<Alert> again = AlertLog.merged(List.of(), List.of(alert(Alert.Kind.WORKER_DOWN, "a", LATE)));
        assertThat(again.getFirst().since()).isEqualTo(LATE);
    }

    @Test
    void problemsOutweighWarnings() {
        assertThat(AlertLog.Health.of(List.of()).text()).isEqualTo("Healthy");
        assertThat(AlertLog.Health.of(List.of(alert(Alert.Kind.DISK_NEARLY_FULL, "a", LATE))))
                .isEqualTo(new AlertLog.Health("warn", "1 warning"));
        assertThat(AlertLog.Health.of(List.of(
                        alert(Alert.Kind.DISK_NEARLY_FULL, "a", LATE), alert(Alert.Kind.WORKER_DOWN, "b", LATE))))
                .isEqualTo(new AlertLog.Health("bad", "1 problem"));
    }
}
