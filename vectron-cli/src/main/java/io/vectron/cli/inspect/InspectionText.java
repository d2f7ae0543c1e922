package io.vectron.cli.inspect;

import io.vectron.drift.Finding;
import io.vectron.drift.InspectedLog;
import io.vectron.drift.InspectedManifest;
import io.vectron.drift.InspectedSegment;
import io.vectron.drift.InspectionReport;
import io.vectron.drift.SegmentBytes;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Inspections as lines for people. Stateless. */
public final class InspectionText {
    private InspectionText() {}

    /** What was read of a manifest and a log. */
    public static List<String> facts(InspectionReport report) {
        InspectedManifest manifest = report.manifest();
        InspectedLog log = report.log();
        String root = manifest == null
                ? "no manifest"
                : String.format(
                        Locale.ROOT,
                        "dimension %d, metric %s, generation %,d, durable sequence %,d, %,d buckets, %s",
                        manifest.dimension(),
                        manifest.metric(),
                        manifest.generation(),
                        manifest.durableSequence(),
                        report.buckets(),
                        manifest.isCalibrated() ? "calibrated" : "not calibrated");
        return log == null ? List.of(root) : List.of(root, text(log));
    }

    private static String text(InspectedLog log) {
        String sequences = log.batches() == 0
                ? ""
                : String.format(Locale.ROOT, " (sequences %,d to %,d)", log.firstSequence(), log.lastSequence());
        return String.format(
                Locale.ROOT,
                "log: %,d files, %,d bytes, %,d batches to apply%s, %,d that segments hold already",
                log.files(),
                log.bytesRead(),
                log.batches(),
                sequences,
                log.batchesSkipped());
    }

    /** A finding on one line: kind, file, offset when it is known, text. */
    public static String of(Path path, Finding finding) {
        String offset = finding.offset() == Finding.NO_OFFSET ? "" : " at " + finding.offset();
        String kind = finding.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        String severity = finding.kind().isDamage() ? "DAMAGE" : "note";
        return severity + " " + kind + " " + file(path, finding) + offset + ": " + finding.text();
    }

    private static Path file(Path path, Finding finding) {
        boolean isItself = String.valueOf(path.getFileName()).equals(finding.file());
        return isItself ? path : path.resolve(finding.file());
    }

    /** Disk per live row by part, or per stored row when nobody knows which live. */
    public static String perRow(SegmentBytes bytes, long liveRows, long rows) {
        boolean isKnown = liveRows != InspectedSegment.UNKNOWN;
        long divisor = Math.max(1, isKnown ? liveRows : rows);
        return String.format(
                Locale.ROOT,
                "disk per %s row: %,.1f bytes (header %,.1f, hot %,.1f, codes %,.1f, rows %,.1f, cold %,.1f, index %,.1f)",
                isKnown ? "live" : "stored",
                (double) bytes.total() / divisor,
                (double) bytes.header() / divisor,
                (double) bytes.hot() / divisor,
                (double) bytes.codes() / divisor,
                (double) bytes.rows() / divisor,
                (double) bytes.cold() / divisor,
                (double) bytes.index() / divisor);
    }

    /** A number of live rows. */
    public static Object live(long liveRows) {
        return liveRows == InspectedSegment.UNKNOWN ? "unknown" : liveRows;
    }

    /** The last line. */
    public static String verdict(Inspections inspections) {
        long damaged =
                inspections.all().stream().filter(report -> !report.isSound()).count();
        int all = inspections.all().size();
        return damaged == 0
                ? "sound: " + all + " inspected, no damage found"
                : "DAMAGED: " + damaged + " of " + all + " inspected";
    }
}
