package io.vectron.drift.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.MemoryStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Fields that lead out of their file, under right checksums: each has once been followed. */
class HostileSegmentTest {
    private final ByteBuffer file = ByteBuffer.wrap(HostileSegment.whole(1)).order(ByteOrder.LITTLE_ENDIAN);
    private final int footer = file.capacity() - SegmentFormat.FOOTER_BYTES;
    private final int rows = file.getInt(footer + SegmentFormat.FOOTER_ROWS_AT);
    private final int groups = file.getInt(footer + SegmentFormat.FOOTER_GROUPS_AT);
    private final int index = (int) HostileSegment.indexAt(file.array());
    private final int entry = index + 4 * HostileSegment.SETTINGS.dimension() * groups;
    private final int idTable = index + (int) SegmentFormat.groupsBytes(HostileSegment.SETTINGS.dimension(), groups);

    private void expectRefused(String what) {
        HostileSegment.seal(file.array());
        MemoryStorage storage = MemoryStorage.empty();
        storage.put(FileNames.segment(1), file.array());
        assertThatThrownBy(() -> Segment.open(storage, 1, HostileSegment.SETTINGS))
                .isInstanceOf(CorruptDataException.class)
                .hasMessageContaining(FileNames.segment(1))
                .hasMessageContaining(what);
    }

    @Test
    void unchangedFileIsRead() {
        HostileSegment.seal(file.array());
        assertThat(file.array()).isEqualTo(HostileSegment.whole(1));
        assertThat(HostileSegment.read(file.array(), 1)).isTrue();
    }

    @Test
    void rowOfTheIdTableThatIsNotInTheFile() {
        file.putInt(idTable + (int) IdTableFormat.bytes(rows) - 4, rows);
        expectRefused("row in the id table");
    }

    @Test
    void chainOfTheIdTableThatEndsBehindIt() {
        file.putInt(idTable + 4, rows + 1);
        expectRefused("start of chain 1");
    }

    @Test
    void chainOfTheIdTableThatRunsBackwards() {
        file.putInt(idTable + 4, -1);
        expectRefused("start of chain 1");
    }

    @Test
    void lengthOfAColdBlockThatOverflows() {
        file.putLong(entry + SegmentFormat.ENTRY_COLD_BYTES_AT, Long.MAX_VALUE);
        expectRefused("cold block 2");
    }

    @Test
    void offsetOfAHotPartThatOverflows() {
        file.putLong(entry + SegmentFormat.ENTRY_HOT_AT, Long.MAX_VALUE);
        expectRefused("hot part");
    }

    @Test
    void bloomFilterOfNegativeLength() {
        int regions = footer + SegmentFormat.FOOTER_REGIONS_AT;
        int parts = footer + SegmentFormat.FOOTER_PARTS_AT;
        file.putLong(regions + 8 * SegmentReader.INDEX_REGION, footer);
        file.putLong(parts + 16, -file.getLong(parts) - file.getLong(parts + 8));
        expectRefused("bloom filter");
    }
}
