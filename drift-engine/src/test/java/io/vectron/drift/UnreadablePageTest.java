package io.vectron.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page of a mapped file that cannot be read: the call that needs it says so, the engine and the process go on. */
class UnreadablePageTest {
    @TempDir
    Path directory;

    @Test
    void readOfAPageThatIsGoneFailsAndOthersGoOn() throws IOException {
        DriftSettings settings = DriftSettings.of(64, Metric.L2);
        Data data = new Data(3, 64, 5, 0.5);
        try (DriftResources resources = DriftResources.createDefault();
                Drift drift = Drift.open(directory, settings, resources)) {
            for (int i = 0; i < 2_000; i++) {
                drift.apply(i, WriteBatch.of(new Upsert(Data.id(i), data.vector(), new byte[100])));
            }
            drift.flush();
            try (FileChannel file =
                    FileChannel.open(directory.resolve("segment-0000000001.drift"), StandardOpenOption.WRITE)) {
                file.truncate(4_096);
            }
            assertThatThrownBy(() -> drift.get(Data.id(7)))
                    .isInstanceOf(StorageFailedException.class)
                    .hasMessageContaining("cannot be read");
            assertThat(drift.count()).isEqualTo(2_000);
            assertThat(drift.stats().writes()).isEqualTo(WriteStatus.OPEN);
        }
    }
}
