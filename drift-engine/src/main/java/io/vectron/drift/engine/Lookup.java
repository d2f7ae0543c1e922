package io.vectron.drift.engine;

import io.vectron.drift.index.IdIndex;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the live row of an id. Thread-safe. */
final class Lookup {
    private final EngineState state;
    private final LazyIndex index;

    Lookup(EngineState state, LazyIndex index) {
        this.state = state;
        this.index = index;
    }

    /** The answer could not be told from this version: look again in a newer one. */
    static final class VersionOutdatedException extends Exception {
        private static final long serialVersionUID = 1L;

        VersionOutdatedException() {
            super("a merge has replaced the version", null, false, false);
        }
    }

    /** The row of an id that lives in the state after a snapshot, or null. */
    @Nullable
    Located find(Version version, byte[] id, long snapshot) throws VersionOutdatedException {
        int row = version.active().find(id, snapshot);
        if (row >= 0) {
            return new Located.InMemtable(version.active(), row);
        }
        List<Memtable> frozen = version.frozen();
        for (int i = frozen.size() - 1; i >= 0; i--) {
            row = frozen.get(i).find(id, snapshot);
            if (row >= 0) {
                return new Located.InMemtable(frozen.get(i), row);
            }
        }
        return version.segments().isEmpty() ? null : findInSegments(version, id, snapshot);
    }

    private @Nullable Located findInSegments(Version version, byte[] id, long snapshot)
            throws VersionOutdatedException {
        IdIndex.Location location = index.get(state).find(id);
        if (location == null) {
            return null;
        }
        Relocation relocation = state.relocation();
        if (relocation != null && relocation.output() == location.segment()) {
            Segment known = version.segment(location.segment()).orElse(null);
            location = known == null ? relocation.origin(location) : location;
        }
        Segment segment = version.segment(location.segment()).orElse(null);
        if (segment == null) {
            if (state.version() != version) {
                throw new VersionOutdatedException();
            }
            return null;
        }
        return segment.deaths().isLive(location.row(), snapshot)
                ? new Located.InSegment(segment, location.row())
                : null;
    }
}
