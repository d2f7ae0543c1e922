package io.vectron.admin.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HistoryTest {

    @Test
    void keepsTheNewestAndNeverMoreThanItsBound() {
        History history = new History();
        for (int i = 0; i < History.SIZE_MAX + 7; i++) {
            history.add(new Figures(i, null, null, null, null, null, null));
        }
        assertThat(history.all()).hasSize(History.SIZE_MAX);
        assertThat(history.all().getFirst().at()).isEqualTo(7);
        assertThat(history.all().getLast().at()).isEqualTo(History.SIZE_MAX + 6);
    }
}
