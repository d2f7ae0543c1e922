package io.vectron.drift.segment;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;

/** Looks at the bytes between the parts of a file: all that no checksum covers, and always zero. Used once. */
final class SegmentPadding {
    private final MemorySegment map;
    private long end;
    private long stray = -1;

    private SegmentPadding(MemorySegment map, long end) {
        this.map = map;
        this.end = end;
    }

    /** The first byte of padding that is not zero. */
    static OptionalLong strayByte(SegmentReader reader) {
        SegmentPadding padding = new SegmentPadding(reader.map(), SegmentFormat.headerBytes(reader.dimension()));
        for (int group = 0; group < reader.groups(); group++) {
            padding.part(reader.hotAt(group), reader.hotBytes(group));
        }
        padding.part(
                reader.region(SegmentReader.CODE_REGION), SegmentFormat.codeBytes(reader.dimension(), reader.rows()));
        padding.part(reader.region(SegmentReader.ROW_REGION), reader.rowRegionBytes());
        for (int group = 0; group < reader.groups(); group++) {
            for (int block = SegmentBlock.VECTORS.place(); block <= SegmentBlock.PAYLOADS.place(); block++) {
                padding.part(reader.coldAt(group, block), reader.coldBytes(group, block));
            }
        }
        // The index region reaches to the footer, and that to the end of the file.
        padding.part(reader.region(SegmentReader.INDEX_REGION), 0);
        return padding.stray < 0 ? OptionalLong.empty() : OptionalLong.of(padding.stray);
    }

    /** The next part of the file: what lies before it is padding. */
    private void part(long at, long bytes) {
        for (long i = end; i < at && stray < 0; i++) {
            if (map.get(ValueLayout.JAVA_BYTE, i) != 0) {
                stray = i;
            }
        }
        end = Math.max(end, at + bytes);
    }
}
