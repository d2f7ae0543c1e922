package io.vectron.pd.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFileTest {
    private static final String GOLDEN = "/golden/placement-1.snapshot";

    @TempDir
    Path directory;

    /** The state of the golden file; must never change. */
    private static SnapshotFile.Content content() {
        PlacementState state = PlacementState.EMPTY;
        RandomCommands commands = new RandomCommands(42);
        for (long index = 1; index <= 60; index++) {
            state = Transitions.apply(state, index, commands.next()).state();
        }
        return new SnapshotFile.Content(61, state);
    }

    @Test
    void everyFlippedBitAndEveryCutIsNoticed() throws IOException {
        SnapshotFile.write(directory, content());
        Path file = directory.resolve(SnapshotFile.NAME);
        byte[] good = Files.readAllBytes(file);
        for (int at = 0; at < good.length; at++) {
            byte[] bad = good.clone();
            bad[at] ^= (byte) (1 << (at % 8));
            assertRefused(file, bad);
        }
        for (int length : new int[] {0, 7, 31, 32, good.length - 1}) {
            assertRefused(file, Arrays.copyOf(good, length));
        }
        assertRefused(file, Arrays.copyOf(good, good.length + 1));
    }

    private void assertRefused(Path file, byte[] bytes) throws IOException {
        Files.write(file, bytes);
        assertThatThrownBy(() -> SnapshotFile.read(directory))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void goldenFileOpens() throws IOException {
        try (InputStream golden = SnapshotFileTest.class.getResourceAsStream(GOLDEN)) {
            Files.copy(Objects.requireNonNull(golden, GOLDEN), directory.resolve(SnapshotFile.NAME));
        }
        SnapshotFile.Content read = SnapshotFile.read(directory);
        assertThat(read.appliedIndex()).isEqualTo(61);
        assertThat(read.state().toSnapshot()).isEqualTo(content().state().toSnapshot());
        assertThat(read.state().collections()).isNotEmpty();
    }
}
