package io.vectron.drift.check;

import io.vectron.drift.FindingKind;
import io.vectron.drift.codec.IdHash;
import io.vectron.drift.segment.Segment;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * Finds ids that live twice, and copies (slot, version) that are stored twice in row groups that count. First come the hashes
 * of all of them, then only those whose hashes came twice are looked at. Used once.
 */
final class DuplicateCheck {
    /** Odd, with bits of both kinds everywhere: the golden ratio. */
    private static final long MIXER = 0x9E3779B97F4A7C15L;

    private final RepeatedHashes ids = new RepeatedHashes();
    private final RepeatedHashes copies = new RepeatedHashes();
    private final Findings findings;

    private record Copy(int slot, long version) {
        static Copy of(Segment segment, int row) {
            return new Copy(segment.slot(row), segment.sequence(row));
        }

        long hash() {
            long hash = (version * MIXER + slot) * MIXER;
            return hash ^ (hash >>> 32);
        }
    }

    /** Says which rows live. */
    @FunctionalInterface
    interface Living {
        boolean test(SegmentSet.Opened opened, int row);
    }

    DuplicateCheck(Findings findings) {
        this.findings = findings;
    }

    void liveId(byte[] id) {
        ids.add(IdHash.of(id));
    }

    /** A copy in a row group that is not retired, dead or alive. */
    void copy(SegmentSet.Opened opened, int row) {
        copies.add(Copy.of(opened.segment(), row).hash());
    }

    /** To be called when everything was added. */
    void tell(SegmentSet set, Living living) {
        Set<Long> idHashes = ids.repeated();
        Set<Long> copyHashes = copies.repeated();
        if (idHashes.isEmpty() && copyHashes.isEmpty()) {
            return;
        }
        Map<String, String> idPlaces = new HashMap<>();
        Map<Copy, String> copyPlaces = new HashMap<>();
        for (SegmentSet.Opened opened : set.opened()) {
            for (int row = 0; row < opened.segment().rows(); row++) {
                if (opened.isRetired(row)) {
                    continue;
                }
                Copy copy = Copy.of(opened.segment(), row);
                if (copyHashes.contains(copy.hash())) {
                    put(copyPlaces, copy, opened, row, "slot " + copy.slot() + " with version " + copy.version());
                }
                if (!idHashes.isEmpty() && living.test(opened, row)) {
                    tellId(idPlaces, idHashes, opened, row);
                }
            }
        }
    }

    private void tellId(Map<String, String> places, Set<Long> hashes, SegmentSet.Opened opened, int row) {
        byte[] id;
        try {
            id = opened.segment().id(row);
        } catch (RuntimeException alreadyTold) {
            return;
        }
        if (hashes.contains(IdHash.of(id))) {
            String text = show(id);
            put(places, text, opened, row, "id " + text + " lives");
        }
    }

    private <K> void put(Map<K, String> places, K key, SegmentSet.Opened opened, int row, String what) {
        String before = places.putIfAbsent(key, "row " + row + " of " + opened.file());
        if (before != null) {
            findings.add(FindingKind.DUPLICATE, opened.file(), what + " in row " + row + " and in " + before);
        }
    }

    /** Text when it is plain ASCII, else hexadecimal. */
    private static String show(byte[] id) {
        for (byte b : id) {
            if (b <= ' ' || b > '~') {
                return "0x" + HexFormat.of().formatHex(id);
            }
        }
        return "'" + new String(id, StandardCharsets.US_ASCII) + "'";
    }
}
