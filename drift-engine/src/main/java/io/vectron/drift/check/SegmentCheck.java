package io.vectron.drift.check;

import io.vectron.drift.Finding;
import io.vectron.drift.FindingKind;
import io.vectron.drift.Limits;
import io.vectron.drift.codec.FloatBlock;
import io.vectron.drift.codec.IdHash;
import io.vectron.drift.segment.Segment;
import io.vectron.drift.segment.SegmentBlock;
import java.util.EnumSet;
import org.jspecify.annotations.Nullable;

/** Checks one open segment by itself: padding, every block, every row, and that each id leads to its row. Used once. */
final class SegmentCheck {
    private final String file;
    private final Segment segment;
    private final Findings findings;
    private final Visitor visitor;
    private final float[] vector;

    /** Is told of every row. */
    @FunctionalInterface
    interface Visitor {
        /**
         * A row.
         *
         * @param id null when it cannot be read
         */
        void row(int row, byte @Nullable [] id);
    }

    SegmentCheck(SegmentSet.Opened opened, Findings findings, Visitor visitor) {
        this.file = opened.file();
        this.segment = opened.segment();
        this.findings = findings;
        this.visitor = visitor;
        this.vector = new float[segment.dimension()];
    }

    void run() {
        segment.strayByte()
                .ifPresent(at -> findings.add(
                        new Finding(FindingKind.CORRUPT, file, at, "padding: expected zeros, found something else")));
        for (int group = 0; group < segment.groups(); group++) {
            checkGroup(group);
        }
    }

    private void checkGroup(int group) {
        EnumSet<SegmentBlock> sound = EnumSet.noneOf(SegmentBlock.class);
        for (SegmentBlock block : SegmentBlock.values()) {
            if (isFine(() -> segment.verify(group, block))) {
                sound.add(block);
            }
        }
        segment.copyCentroid(group, vector, 0);
        checkComponents("centroid of row group " + group);
        FloatBlock vectors = sound.contains(SegmentBlock.VECTORS) ? vectors(group) : null;
        int first = segment.firstRow(group);
        for (int row = first; row < first + segment.rowsOf(group); row++) {
            if (vectors != null) {
                checkVector(vectors, row - first, row);
            }
            if (sound.contains(SegmentBlock.PAYLOADS)) {
                checkPayload(row);
            }
            visitor.row(row, sound.contains(SegmentBlock.KEYS) ? id(row) : null);
        }
    }

    private boolean isFine(Runnable reading) {
        try {
            reading.run();
            return true;
        } catch (RuntimeException | InternalError failure) {
            findings.add(file, failure);
            return false;
        }
    }

    private void corrupt(String text) {
        findings.add(FindingKind.CORRUPT, file, text);
    }

    private @Nullable FloatBlock vectors(int group) {
        try {
            return segment.vectors(group);
        } catch (RuntimeException | InternalError failure) {
            findings.add(file, failure);
            return null;
        }
    }

    private void checkVector(FloatBlock vectors, int place, int row) {
        if (isFine(() -> vectors.copyRow(place, vector, 0))) {
            checkComponents("vector of row " + row);
        }
    }

    private void checkComponents(String what) {
        for (int d = 0; d < vector.length; d++) {
            // Written so that NaN fails the comparison too.
            if (!(Math.abs(vector[d]) <= Limits.COMPONENT_MAX)) {
                corrupt(what + ": component " + d + " is " + vector[d] + ", expected at most " + Limits.COMPONENT_MAX);
                return;
            }
        }
    }

    private void checkPayload(int row) {
        var _ = isFine(() -> {
            int bytes = segment.payload(row).length;
            if (bytes > Limits.PAYLOAD_BYTES_MAX) {
                corrupt("payload of row " + row + " has " + bytes + " bytes, expected at most "
                        + Limits.PAYLOAD_BYTES_MAX);
            }
        });
    }

    private byte @Nullable [] id(int row) {
        try {
            byte[] id = segment.id(row);
            if (id.length < 1 || id.length > Limits.ID_BYTES_MAX) {
                corrupt("id of row " + row + " has " + id.length + " bytes, expected 1 to " + Limits.ID_BYTES_MAX);
            }
            checkLeadsTo(row, id);
            return id;
        } catch (RuntimeException | InternalError failure) {
            findings.add(file, failure);
            return null;
        }
    }

    private void checkLeadsTo(int row, byte[] id) {
        long hash = IdHash.of(id);
        if (!segment.mayHold(hash)) {
            corrupt("bloom filter: excludes the id of row " + row);
        } else if (segment.find(id, hash, candidate -> candidate == row) != row) {
            corrupt("id table: does not lead to row " + row);
        }
    }
}
