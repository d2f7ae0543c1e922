package io.vectron.drift.engine;

import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What waits because the disk is full.
 *
 * <p>Concurrency: the monitor guards {@code causes}.
 */
final class FullDisk {
    private static final Logger LOG = LoggerFactory.getLogger(FullDisk.class);

    private final Path directory;
    private final Map<Need, String> causes = new EnumMap<>(Need.class);

    /** Who needs the room that is not there. */
    enum Need {
        /** The engine's own log. Every write tries again. */
        LOG,
        /** A frozen memtable that is to become a segment. It is tried again in the background. */
        FLUSH,
        /** Segments that are to be merged, or a depth of search that was measured: writes do not wait for those. */
        MERGE
    }

    FullDisk(Path directory) {
        this.directory = directory;
    }

    /** Somebody found no room. */
    void found(Need need, String cause) {
        String before;
        synchronized (this) {
            before = causes.put(need, cause);
        }
        if (before == null) {
            LOG.warn("{}: the disk is full for the {}: {}", directory, need, cause);
        }
    }

    /** Somebody found room. */
    void ended(Need need) {
        String before;
        synchronized (this) {
            before = causes.remove(need);
        }
        if (before != null) {
            LOG.info("{}: the disk has room again for the {}", directory, need);
        }
    }

    /** How somebody found no room; null when that is over, or was never. */
    synchronized @Nullable String cause(Need need) {
        return causes.get(need);
    }

    /** What writes wait for; null when they do not. */
    synchronized @Nullable String writesWaitFor() {
        String log = causes.get(Need.LOG);
        return log == null ? causes.get(Need.FLUSH) : log;
    }
}
