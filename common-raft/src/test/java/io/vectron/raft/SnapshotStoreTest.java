package io.vectron.raft;

import static org.assertj.core.api.Assertions.assertThat;

import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotStoreTest {
    @TempDir
    Path directory;

    /** What a copy leaves that did not come to its end: files, and a list of them. */
    static void leaveUnfinished(Path snapshots, String... files) throws IOException {
        fill(new LocalSnapshotStorage(snapshots.toString(), null, new RaftOptions()), snapshots, files);
    }

    private static void fill(LocalSnapshotStorage storage, Path snapshots, String... files) throws IOException {
        LocalSnapshotWriter writer =
                new LocalSnapshotWriter(snapshots.resolve("temp").toString(), storage, new RaftOptions());
        assertThat(writer.init(null)).isTrue();
        for (String file : files) {
            Path path = Path.of(writer.getPath()).resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, file);
            writer.addFile(file);
        }
        assertThat(writer.sync()).isTrue();
    }

    @Test
    void copyTakesNothingThatAnEarlierOneLeft() throws IOException {
        SnapshotStore store = new SnapshotStore(directory, new RaftOptions());
        assertThat(store.init(null)).isTrue();
        // a cancelled copy lists its last file too, of which nothing was written
        fill(store, directory, "engine/whole", "engine/cancelled", "c", "d");

        SnapshotWriter writer = Objects.requireNonNull(store.create(false));

        assertThat(writer.listFiles()).isEmpty();
        assertThat(Path.of(writer.getPath()).resolve("engine")).doesNotExist();
        assertThat(Path.of(writer.getPath())).isEmptyDirectory();
    }
}
