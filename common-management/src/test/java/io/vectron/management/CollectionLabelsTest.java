package io.vectron.management;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CollectionLabelsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Set<String> live = new HashSet<>();
    private final CollectionLabels labels = new CollectionLabels(registry, live::contains);

    private void count(String collection) {
        Counter.builder("vectron.test.events")
                .tag(CollectionLabels.LABEL, labels.of(collection))
                .register(registry)
                .increment();
    }

    private List<String> seen() {
        return registry.getMeters().stream()
                .map(Meter::getId)
                .map(id -> String.valueOf(id.getTag(CollectionLabels.LABEL)))
                .sorted()
                .toList();
    }

    @Test
    void unknownNamesNeverBecomeLabels() {
        live.add("films");
        assertThat(labels.of("films")).isEqualTo("films");
        assertThat(labels.of("no-such")).isEqualTo("none");
        assertThat(labels.of("")).isEqualTo("none");
    }

    @Test
    void oneBeyondTheLimitCountsAsOther() {
        for (int i = 0; i <= CollectionLabels.COLLECTIONS_MAX; i++) {
            live.add("c" + i);
            assertThat(labels.of("c" + i)).isEqualTo(i < CollectionLabels.COLLECTIONS_MAX ? "c" + i : "other");
        }
    }

    @Test
    void metersGoWithTheirCollectionAndFreeItsPlace() {
        for (int i = 0; i < CollectionLabels.COLLECTIONS_MAX; i++) {
            live.add("c" + i);
            count("c" + i);
        }
        live.add("late");
        count("late");
        count("unknown");
        live.remove("c7");
        labels.retainLive();
        assertThat(seen()).hasSize(101).doesNotContain("c7").contains("none", "other", "c8");
        assertThat(labels.of("late")).isEqualTo("late");
    }

    @Test
    void metersOfOthersStay() {
        live.add("films");
        count("films");
        Counter.builder("jvm.other").tag(CollectionLabels.LABEL, "films").register(registry);
        live.clear();
        labels.retainLive();
        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsExactly("jvm.other");
    }

    @Test
    void collectionsNamedLikeASharedLabelShareIt() {
        live.addAll(Set.of("other", "none"));
        assertThat(labels.of("other")).isEqualTo("other");
        assertThat(labels.of("none")).isEqualTo("other");
        count("other");
        live.clear();
        labels.retainLive();
        assertThat(seen()).containsExactly("other");
    }
}
