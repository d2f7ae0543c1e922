package io.vectron.drift.codec;

import java.lang.foreign.MemorySegment;

/** Writes a block of floats as they are. */
record RawEncoder(Rows rows) implements FloatBlockEncoder {
    @Override
    public long bytes() {
        return FloatBlockFormat.HEADER_BYTES + (long) Float.BYTES * rows.count() * rows.dimension();
    }

    @Override
    public long writeAt(MemorySegment out, long at) {
        rows.writeHeader(out, at, FloatBlockFormat.RAW, 0);
        MemorySegment.copy(
                rows.values(),
                0,
                out,
                LittleEndian.F32,
                at + FloatBlockFormat.HEADER_BYTES,
                rows.count() * rows.dimension());
        return bytes();
    }
}
