package io.vectron.drift.engine;

import io.vectron.drift.bucket.BucketMap;
import io.vectron.drift.codec.IdHash;
import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.slot.SlotTable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the live row of an id: memtables first, then the segments whose bloom filters admit it, newest first. Thread-safe. */
final class Lookup {
    private final SlotTable slots;

    Lookup(SlotTable slots) {
        this.slots = slots;
    }

    /** The row of an id that lives in the state after a snapshot, or null. The caller has pinned the version. */
    @Nullable
    Located find(Version version, byte[] id, long snapshot) {
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
        return version.parts().isEmpty() ? null : findInSegments(version.map(), id, snapshot);
    }

    private @Nullable Located findInSegments(BucketMap map, byte[] id, long snapshot) {
        long hash = IdHash.of(id);
        for (int part = map.parts().size() - 1; part >= 0; part--) {
            int index = part;
            Segment segment = map.parts().get(part).segment();
            int row = segment.find(
                    id,
                    hash,
                    candidate -> slots.isLive(segment.slot(candidate), segment.sequence(candidate), snapshot)
                            && !map.isRetired(index, segment.groupOf(candidate)));
            if (row >= 0) {
                return new Located.InSegment(segment, row);
            }
        }
        return null;
    }
}
