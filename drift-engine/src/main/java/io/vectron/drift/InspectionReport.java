package io.vectron.drift;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What an inspection has seen.
 *
 * @param path the directory or file
 * @param isInUse whether an engine had the directory open
 * @param manifest null when it is missing or damaged, or another file was inspected
 * @param segments those that could be opened, oldest first
 * @param buckets buckets with row groups that are not retired
 * @param log null when there is none, or it is damaged
 * @param findings damage first
 */
public record InspectionReport(
        Path path,
        boolean isInUse,
        @Nullable InspectedManifest manifest,
        List<InspectedSegment> segments,
        int buckets,
        @Nullable InspectedLog log,
        List<Finding> findings) {
    public InspectionReport {
        Objects.requireNonNull(path, "path");
        segments = List.copyOf(segments);
        findings = List.copyOf(findings);
    }

    /** Whether no damage was found. */
    public boolean isSound() {
        return findings.stream().noneMatch(finding -> finding.kind().isDamage());
    }

    /** Rows stored in segments, dead ones included. */
    public long rows() {
        return segments.stream().mapToLong(InspectedSegment::rows).sum();
    }

    /**
     * Live rows of the segments, without what the log or memtables add; {@link InspectedSegment#UNKNOWN} when that of a
     * segment is not known.
     */
    public long liveRows() {
        boolean isKnown = segments.stream().allMatch(segment -> segment.liveRows() != InspectedSegment.UNKNOWN);
        return isKnown ? segments.stream().mapToLong(InspectedSegment::liveRows).sum() : InspectedSegment.UNKNOWN;
    }

    /** Bytes of all segments, by part. */
    public SegmentBytes bytes() {
        return segments.stream().map(InspectedSegment::bytes).reduce(SegmentBytes.NONE, SegmentBytes::plus);
    }
}
