package io.vectron.drift.engine;

import io.vectron.drift.memtable.Memtable;
import io.vectron.drift.query.RowOwner;
import io.vectron.drift.segment.Segment;

/** Where a live row was found. */
sealed interface Located {
    /** What holds it. */
    RowOwner owner();

    /** Its number there. */
    int row();

    /** Its slot. */
    int slot();

    /** In a memtable. */
    record InMemtable(Memtable owner, int row) implements Located {
        @Override
        public int slot() {
            return owner.slot(row);
        }
    }

    /** In a segment of the version that was looked into. */
    record InSegment(Segment owner, int row) implements Located {
        @Override
        public int slot() {
            return owner.slot(row);
        }
    }
}
