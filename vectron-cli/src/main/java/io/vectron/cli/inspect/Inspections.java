package io.vectron.cli.inspect;

import io.vectron.drift.InspectedSegment;
import io.vectron.drift.Inspection;
import io.vectron.drift.InspectionReport;
import io.vectron.drift.SegmentBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The inspections of everything below a path. Sums are of the engines; snapshots hold the same rows again and share files
 * with them.
 *
 * @param path what was asked for
 * @param engines one report for each engine directory, or that of the one file
 * @param snapshots one report for each copy in a worker's snapshots
 * @param passedOver directories that were not looked into
 */
public record Inspections(
        Path path, List<InspectionReport> engines, List<InspectionReport> snapshots, List<Path> passedOver) {
    public Inspections {
        engines = List.copyOf(engines);
        snapshots = List.copyOf(snapshots);
        passedOver = List.copyOf(passedOver);
    }

    /**
     * Inspects a file, an engine directory or a directory with engines below.
     *
     * @throws NoSuchFileException when the path is missing, or holds no engine
     * @throws IllegalArgumentException when it is a file of another kind
     * @throws IOException when something cannot be listed or opened
     */
    public static Inspections of(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return new Inspections(path, List.of(Inspection.of(path)), List.of(), List.of());
        }
        EngineDirectories found = EngineDirectories.in(path);
        if (found.engines().isEmpty() && found.snapshots().isEmpty()) {
            throw new NoSuchFileException(path.toString(), null, "no engine directory in it: none has a MANIFEST");
        }
        List<Path> passedOver = new ArrayList<>(found.passedOver());
        List<InspectionReport> engines = inspect(found.engines(), passedOver);
        return new Inspections(path, engines, inspect(found.snapshots(), passedOver), passedOver);
    }

    /** A worker that runs may move a directory away or delete it while it is looked at; then nothing is said of it. */
    private static List<InspectionReport> inspect(List<Path> directories, List<Path> passedOver) throws IOException {
        List<InspectionReport> reports = new ArrayList<>();
        for (Path directory : directories) {
            try {
                InspectionReport report = Inspection.of(directory);
                if (report.isSound() || Inspection.isEngineDirectory(directory)) {
                    reports.add(report);
                    continue;
                }
            } catch (NoSuchFileException gone) {
                // Told below.
            }
            passedOver.add(directory);
        }
        return reports;
    }

    /** All reports, engines first. */
    public List<InspectionReport> all() {
        return Stream.concat(engines.stream(), snapshots.stream()).toList();
    }

    /** Whether no damage was found anywhere. */
    public boolean isSound() {
        return all().stream().allMatch(InspectionReport::isSound);
    }

    /** Rows stored by the engines. */
    public long rows() {
        return engines.stream().mapToLong(InspectionReport::rows).sum();
    }

    /** Live rows of the engines; {@link InspectedSegment#UNKNOWN} when that of one is not known. */
    public long liveRows() {
        boolean isKnown = engines.stream().allMatch(report -> report.liveRows() != InspectedSegment.UNKNOWN);
        return isKnown ? engines.stream().mapToLong(InspectionReport::liveRows).sum() : InspectedSegment.UNKNOWN;
    }

    /** Bytes of the engines' segments. */
    public SegmentBytes bytes() {
        return engines.stream().map(InspectionReport::bytes).reduce(SegmentBytes.NONE, SegmentBytes::plus);
    }
}
