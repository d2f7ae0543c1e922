package io.vectron.drift.engine;

import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.segment.Segment;

/** Where a live row was found. */
sealed interface Located {
    /** In a memtable. */
    record InMemtable(Memtable memtable, int row) implements Located {}

    /** In a segment of the version that was looked into. */
    record InSegment(Segment segment, int row) implements Located {}
}
