package io.vectron.drift.check;

import io.vectron.drift.FindingKind;
import io.vectron.drift.InspectedSegment;
import io.vectron.drift.SegmentBytes;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.segment.Tombstone;
import io.vectron.drift.slot.SlotTable;
import io.vectron.drift.storage.Manifest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Checks segments together: slots and versions against the manifest, which rows live, that each of them does in one place
 * only, and that a bucket has one centroid. Used once.
 */
final class StateCheck {
    private final SegmentSet set;
    private final @Nullable Manifest manifest;
    private final Findings findings;
    private final boolean isLiveKnown;
    private final SlotTable slots = new SlotTable();
    private final DuplicateCheck duplicates;
    private final Set<Long> buckets = new HashSet<>();
    private final Map<Long, Integer> centroids = new HashMap<>();
    /** Slots whose newest copy lies in a row group that counts. */
    private final BitSet found = new BitSet();

    /**
     * A check that has not begun.
     *
     * @param manifest null when there is none: then nobody knows which rows live
     */
    StateCheck(SegmentSet set, @Nullable Manifest manifest, Findings findings) {
        this.set = set;
        this.manifest = manifest;
        this.findings = findings;
        this.isLiveKnown =
                manifest != null && set.opened().size() == manifest.segments().size();
        this.duplicates = new DuplicateCheck(findings);
    }

    List<InspectedSegment> run() {
        if (manifest != null) {
            set.opened().forEach(opened -> takeIn(opened, manifest));
            slots.recovered();
        }
        List<InspectedSegment> inspected = new ArrayList<>();
        for (SegmentSet.Opened opened : set.opened()) {
            inspected.add(inspect(opened));
        }
        if (isLiveKnown) {
            duplicates.tell(set, this::isLive);
            tellHidden();
        }
        return inspected;
    }

    /** Number of buckets that have row groups which count. */
    int buckets() {
        return buckets.size();
    }

    private void takeIn(SegmentSet.Opened opened, Manifest root) {
        Segment segment = opened.segment();
        if (segment.number() >= root.nextSegment()) {
            contradiction(opened, "number " + segment.number() + ", the manifest's next is " + root.nextSegment());
        }
        for (int row = 0; row < segment.rows(); row++) {
            int slot = segment.slot(row);
            long version = segment.sequence(row);
            if (isPossible(opened, "row " + row, new Tombstone(slot, version), root)) {
                slots.recoverCopy(slot, version);
            }
        }
        for (Tombstone tombstone : segment.tombstones()) {
            if (isPossible(opened, "a tombstone", tombstone, root)) {
                slots.recoverTombstone(tombstone.slot(), tombstone.version());
            }
        }
    }

    private boolean isPossible(SegmentSet.Opened opened, String what, Tombstone copy, Manifest root) {
        if (copy.slot() < 0 || copy.slot() >= root.slotBound()) {
            contradiction(
                    opened, what + " has slot " + copy.slot() + ", the manifest's slot bound is " + root.slotBound());
            return false;
        }
        if (copy.version() < 0 || copy.version() > SlotTable.VERSION_MAX) {
            contradiction(opened, what + " has version " + copy.version() + ", expected 0 to " + SlotTable.VERSION_MAX);
            return false;
        }
        if (copy.version() > root.durableSequence()) {
            contradiction(
                    opened,
                    what + " has version " + copy.version() + ", the manifest's durable sequence is "
                            + root.durableSequence());
        }
        return true;
    }

    private void contradiction(SegmentSet.Opened opened, String text) {
        findings.add(FindingKind.CONTRADICTION, opened.file(), text);
    }

    private boolean isLive(SegmentSet.Opened opened, int row) {
        return isNewest(opened, row) && !opened.isRetired(row);
    }

    private boolean isNewest(SegmentSet.Opened opened, int row) {
        return slots.isCurrent(opened.segment().slot(row), opened.segment().sequence(row));
    }

    private InspectedSegment inspect(SegmentSet.Opened opened) {
        Segment segment = opened.segment();
        checkBuckets(opened);
        long[] live = {0};
        new SegmentCheck(opened, findings, (row, id) -> {
                    if (isLiveKnown && !opened.isRetired(row)) {
                        duplicates.copy(opened, row);
                        live[0] += isNewest(opened, row) ? take(opened, row, id) : 0;
                    }
                })
                .run();
        long[] parts = segment.partBytes();
        return new InspectedSegment(
                opened.file(),
                segment.dimension(),
                segment.rows(),
                isLiveKnown ? live[0] : InspectedSegment.UNKNOWN,
                segment.groups(),
                opened.retired().cardinality(),
                segment.tombstoneCount(),
                new SegmentBytes(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]));
    }

    private int take(SegmentSet.Opened opened, int row, byte @Nullable [] id) {
        found.set(opened.segment().slot(row));
        if (id != null) {
            duplicates.liveId(id);
        }
        return 1;
    }

    private void checkBuckets(SegmentSet.Opened opened) {
        Segment segment = opened.segment();
        float[] centroid = new float[segment.dimension()];
        for (int group = 0; group < segment.groups(); group++) {
            long bucket = segment.bucket(group);
            if (!opened.retired().get(group)) {
                var _ = buckets.add(bucket);
            }
            if (manifest != null && (bucket < 0 || bucket >= manifest.nextBucket())) {
                contradiction(
                        opened,
                        "row group " + group + " is of bucket " + bucket + ", the manifest's next is "
                                + manifest.nextBucket());
            }
            segment.copyCentroid(group, centroid, 0);
            int hash = Arrays.hashCode(centroid);
            Integer before = centroids.putIfAbsent(bucket, hash);
            if (before != null && before != hash && manifest != null) {
                contradiction(opened, "row group " + group + " has another centroid than others of bucket " + bucket);
            }
        }
    }

    /** A row that should live but was retired without having been moved is lost. */
    private void tellHidden() {
        if (found.cardinality() == slots.live()) {
            return;
        }
        for (SegmentSet.Opened opened : set.opened()) {
            for (int row = 0; row < opened.segment().rows(); row++) {
                int slot = opened.segment().slot(row);
                if (isNewest(opened, row) && !found.get(slot)) {
                    contradiction(
                            opened,
                            "row " + row + ", the newest of slot " + slot + ", lies only in row group "
                                    + opened.segment().groupOf(row) + ", which the manifest retires");
                }
            }
        }
    }
}
