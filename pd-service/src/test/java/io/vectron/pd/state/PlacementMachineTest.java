package io.vectron.pd.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.vectron.proto.internal.v1.PlacementCommand;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("property")
class PlacementMachineTest {
    private static final int COMMANDS = 2_000;

    @TempDir
    Path directory;

    @Test
    void membersThatApplyTheSameCommandsAgreeAcrossSnapshots() throws Exception {
        long seed = Long.getLong("seed", System.nanoTime());
        System.out.println("seed " + seed);
        RandomCommands commands = new RandomCommands(seed);
        Random random = new Random(seed);
        PlacementMachine steady = new PlacementMachine(new Silent());
        PlacementMachine restored = new PlacementMachine(new Silent());
        int snapshots = 0;
        for (long index = 1; index <= COMMANDS; index++) {
            PlacementCommand command = commands.next();
            Object a = steady.apply(index, ByteBuffer.wrap(command.toByteArray()));
            Object b = restored.apply(index, ByteBuffer.wrap(command.toByteArray()));
            assertThat(b).as("outcome at %d", index).isEqualTo(a);
            if (random.nextInt(40) == 0) {
                restored = restore(restored, index, ++snapshots);
            }
        }
        assertThat(restored.state().toSnapshot().toByteArray())
                .isEqualTo(steady.state().toSnapshot().toByteArray());
        assertThat(steady.state().revision()).isPositive();
        assertThat(snapshots).isPositive();
    }

    private PlacementMachine restore(PlacementMachine from, long index, int number) throws IOException {
        Path snapshot = Files.createDirectory(directory.resolve("snapshot" + number));
        from.snapshot().writeTo(snapshot);
        PlacementMachine restored = new PlacementMachine(new Silent());
        restored.loadSnapshot(snapshot, index);
        assertThat(restored.durableIndex()).isEqualTo(index);
        return restored;
    }

    @Test
    void snapshotIsOfTheMomentThatItWasPinned() throws Exception {
        PlacementMachine machine = new PlacementMachine(new Silent());
        RandomCommands commands = new RandomCommands(1);
        for (long index = 1; index <= 50; index++) {
            machine.apply(index, ByteBuffer.wrap(commands.next().toByteArray()));
        }
        PlacementState pinned = machine.state();
        var task = machine.snapshot();
        for (long index = 51; index <= 100; index++) {
            machine.apply(index, ByteBuffer.wrap(commands.next().toByteArray()));
        }
        task.writeTo(directory);
        assertThat(SnapshotFile.read(directory).state().toSnapshot()).isEqualTo(pinned.toSnapshot());
        assertThat(SnapshotFile.read(directory).appliedIndex()).isEqualTo(50);
    }

    private static final class Silent implements PlacementMachine.Listener {
        @Override
        public void stateChanged(PlacementState state) {}

        @Override
        public void leadershipGained(long term) {}

        @Override
        public void leadershipLost() {}

        @Override
        public void failed(Throwable cause) {}
    }
}
