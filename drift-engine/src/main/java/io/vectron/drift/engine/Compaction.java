package io.vectron.drift.engine;

import io.vectron.drift.bucket.BucketMap;
import io.vectron.drift.bucket.Part;
import io.vectron.drift.bucket.Placement;
import io.vectron.drift.kernel.Team;
import io.vectron.drift.segment.RowGroup;
import io.vectron.drift.segment.RowSource;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.segment.SegmentWriter;
import io.vectron.drift.segment.Tombstone;
import io.vectron.drift.slot.SlotTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One plan turned into the content of a segment. Made once, by one thread, over a version whose parts stay open: nobody else
 * takes parts away.
 */
final class Compaction {
    private final CompactionPlan plan;
    private final BucketMap map;
    private final BitSet inputs = new BitSet();
    private final BitSet splits = new BitSet();
    private final StoredRows source;
    private List<RowGroup> groups = new ArrayList<>();

    Compaction(CompactionPlan plan, BucketMap map, SlotTable slots, long durableSequence) {
        this.plan = plan;
        this.map = map;
        this.source = new StoredRows(map, slots, durableSequence);
        plan.inputs().forEach(inputs::set);
        plan.splits().forEach(splits::set);
    }

    /** Collects rows and sorts them into groups. */
    void prepare(Placement placement, long seed) {
        for (int bucket = 0; bucket < map.size(); bucket++) {
            int from = source.rows();
            int to = from;
            for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
                if (splits.get(bucket) || inputs.get(map.extentPart(extent))) {
                    to = source.add(extent);
                }
            }
            if (to > from) {
                addGroups(bucket, from, to, placement, seed);
            }
        }
        groups = placement.copy(source, groups, Team.ALONE);
    }

    private void addGroups(int bucket, int from, int to, Placement placement, long seed) {
        int[] rows = new int[to - from];
        Arrays.setAll(rows, i -> from + i);
        if (!splits.get(bucket)) {
            groups.add(new RowGroup(map.id(bucket), map.centroid(bucket), rows));
            return;
        }
        for (RowGroup group : placement.cluster(new Stretch(source, from, to - from), seed + map.id(bucket))) {
            int[] shifted = group.rows().clone();
            for (int i = 0; i < shifted.length; i++) {
                shifted[i] += from;
            }
            groups.add(new RowGroup(group.bucket(), group.centroid(), shifted));
        }
    }

    CompactionPlan plan() {
        return plan;
    }

    int rows() {
        return source.rows();
    }

    /** The parts that go. */
    List<Part> removed() {
        return plan.inputs().stream().map(map.parts()::get).toList();
    }

    /**
     * What is to be written. Of the removed parts' tombstones those stay that other files, or memtables, may need. The writer
     * lock is held.
     */
    SegmentWriter.Content content(SlotTable slots) {
        List<Tombstone> candidates = new ArrayList<>();
        Map<Integer, Integer> inputCopies = new HashMap<>();
        for (Part part : removed()) {
            for (Tombstone tombstone : part.segment().tombstones()) {
                candidates.add(tombstone);
                inputCopies.put(tombstone.slot(), 0);
            }
        }
        if (!candidates.isEmpty()) {
            for (Part part : removed()) {
                Segment segment = part.segment();
                for (int row = 0; row < segment.rows(); row++) {
                    inputCopies.computeIfPresent(segment.slot(row), (slot, copies) -> copies + 1);
                }
            }
        }
        List<Tombstone> kept = candidates.stream()
                .filter(tombstone -> slots.copiesOf(tombstone.slot()) > inputCopies.getOrDefault(tombstone.slot(), 0))
                .toList();
        return new SegmentWriter.Content(source, groups, kept);
    }

    /** The parts of a later version, less what this compaction moves; those that came since stay as they are. */
    List<Part> applyTo(List<Part> parts) {
        Map<Long, Integer> known = new HashMap<>();
        for (int p = 0; p < map.parts().size(); p++) {
            known.put(map.parts().get(p).segment().number(), p);
        }
        List<Part> remaining = new ArrayList<>();
        for (Part part : parts) {
            Integer index = known.get(part.segment().number());
            if (index == null) {
                remaining.add(part);
            } else if (!inputs.get(index)) {
                remaining.add(part.retiring(splitGroups(index)));
            }
        }
        return remaining;
    }

    private BitSet splitGroups(int part) {
        BitSet retired = new BitSet();
        for (int bucket = splits.nextSetBit(0); bucket >= 0; bucket = splits.nextSetBit(bucket + 1)) {
            for (int extent = map.extentsFrom(bucket); extent < map.extentsFrom(bucket + 1); extent++) {
                if (map.extentPart(extent) == part) {
                    retired.set(map.extentGroup(extent));
                }
            }
        }
        return retired;
    }

    /** Some consecutive rows of a source, numbered from 0. */
    private record Stretch(RowSource source, int from, int rows) implements RowSource {
        @Override
        public void copyVector(int row, float[] target, int at) {
            source.copyVector(from + row, target, at);
        }

        @Override
        public float inverseNorm(int row) {
            return source.inverseNorm(from + row);
        }

        @Override
        public int slot(int row) {
            return source.slot(from + row);
        }

        @Override
        public long version(int row) {
            return source.version(from + row);
        }

        @Override
        public byte[] id(int row) {
            return source.id(from + row);
        }

        @Override
        public byte[] payload(int row) {
            return source.payload(from + row);
        }
    }
}
