package io.vectron.raft;

import com.alipay.sofa.jraft.option.RaftOptions;
import com.alipay.sofa.jraft.storage.snapshot.SnapshotWriter;
import com.alipay.sofa.jraft.storage.snapshot.local.LocalSnapshotStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * JRaft's snapshot directory, made fit for what JRaft 1.4.1 does not do when a follower fetches a snapshot:
 *
 * <ul>
 *   <li>It links the files that the follower already has from its last snapshot, but does not make the sub-directories to
 *       link into, and so would fetch every file in one anew.
 *   <li>It goes on with what an earlier copy left behind, which cannot be trusted: a file whose copy was cancelled is listed
 *       as if it were whole. Were it kept, the snapshot would be one that nobody can load. And where two files are left that
 *       the snapshot of now does not hold, JRaft fails for ever, because it removes from the list that it walks over. So
 *       every copy begins empty here.
 * </ul>
 */
final class SnapshotStore extends LocalSnapshotStorage {
    private static final Logger LOG = LoggerFactory.getLogger(SnapshotStore.class);
    private static final String PREFIX = "snapshot_"; // JRaft's, for a finished snapshot

    private final Path root;

    SnapshotStore(Path root, RaftOptions options) {
        super(root.toString(), null, options);
        this.root = root;
    }

    /** @param fromEmpty false for the copy of a peer's snapshot, whose unchanged files are linked from the last one here */
    @Override
    public @Nullable SnapshotWriter create(boolean fromEmpty) {
        SnapshotWriter writer = super.create(true);
        if (writer != null && !fromEmpty) {
            try {
                copyDirectories(root.resolve(PREFIX + getLastSnapshotIndex()), Path.of(writer.getPath()));
            } catch (IOException e) {
                LOG.warn("unchanged files of the last snapshot in {} will be fetched again", root, e);
            }
        }
        return writer;
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
