package io.vectron.worker.shard;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.drift.Drift;
import io.vectron.drift.DriftResources;
import io.vectron.drift.DriftSettings;
import io.vectron.drift.Metric;
import io.vectron.drift.WriteBatch;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WireSequencesTest {
    @TempDir
    Path directory;

    @Test
    void anEngineThatNothingWasAppliedToIsAtZero() {
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory.resolve("engine"), DriftSettings.of(2, Metric.L2), resources)) {
            assertThat(WireSequences.of(drift.appliedSequence())).isZero();
            assertThat(WireSequences.of(drift.durableSequence())).isZero();
            drift.apply(7, WriteBatch.EMPTY);
            assertThat(WireSequences.of(drift.appliedSequence())).isEqualTo(7);
        }
    }
}
