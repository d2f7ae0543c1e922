package io.vectron.raft;

import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JRaft's snapshot directory, made fit for what JRaft 1.4.1 does not do when a follower fetches a snapshot:
 *
 * <ul>
 *   <li>It links the files that the follower already has from its last snapshot, but does not make the sub-directories to
 *       link into, and so would fetch every file in one anew.
 *   <li>It goes on with what an earlier copy left behind, and fails for ever where that holds two files that the snapshot
 *       of now does not, because it removes files from the list that it walks over. The writer here gives it a copy.
 *   <li>What a process left that has ended may not be whole after a power cut, whatever its list says: it goes at the
 *       start.
 * </ul>
 */
final class SnapshotStore extends LocalSnapshotStorage {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);
    // names of JRaft
    private static final String FINISHED_PREFIX = "snapshot_";
    private static final String UNFINISHED = "temp";

    private final Path root;
    private final RaftOptions options;

    SnapshotStore(Path root, RaftOptions options) {
        super(root.toString(), null, options);
        this.root = root;
        this.options = options;
    }

    @Override
    public boolean init(@Nullable Void none) {
        try {
            FileUtils.deleteDirectory(root.resolve(UNFINISHED).toFile());
        } catch (IOException e) {
            LOG.error("an unfinished snapshot in {} cannot be removed", root, e);
            return false;
        }
        return super.init(null);
    }

    /** @param fromEmpty false to go on with the files of a copy that failed before */
    @Override
    public @Nullable SnapshotWriter create(boolean fromEmpty) {
        if (fromEmpty) {
            return super.create(true);
        }
        LocalSnapshotWriter writer = new ResumedWriter(root.resolve(UNFINISHED).toString(), this, options);
        if (!writer.init(null)) {
            LOG.error("an unfinished snapshot in {} cannot be opened: {}", root, writer.getErrorMsg());
            return super.create(true);
        }
        try {
            copyDirectories(root.resolve(FINISHED_PREFIX + getLastSnapshotIndex()), Path.of(writer.getPath()));
        } catch (IOException e) {
            LOG.warn("unchanged files of the last snapshot in {} will be fetched again", root, e);
        }
        return writer;
    }

    private static final class ResumedWriter extends LocalSnapshotWriter {
        ResumedWriter(String path, LocalSnapshotStorage storage, RaftOptions options) {
            super(path, storage, options);
        }

        /** A copy, so that files can be removed while it is walked over. */
        @Override
        public Set<String> listFiles() {
            return Set.copyOf(super.listFiles());
        }
    }

    private static void copyDirectories(Path from, Path to) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        List<Path> directories;
        try (Stream<Path> all = Files.walk(from)) {
            directories = all.filter(Files::isDirectory).toList();
        }
        for (Path directory : directories) {
            Files.createDirectories(to.resolve(from.relativize(directory).toString()));
        }
    }
}
