package io.vectron.drift.check;

import io.vectron.drift.Finding;
import io.vectron.drift.FindingKind;
import io.vectron.drift.InspectedLog;
import io.vectron.drift.InspectedSegment;
import io.vectron.drift.InspectionReport;
import io.vectron.drift.log.LogFileFacts;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks one file of an engine by itself, as far as it says what it needs. */
public final class FileCheck {
    private FileCheck() {}

    /**
     * Checks a file.
     *
     * @param file absolute
     * @throws IOException when it cannot be opened
     * @throws IllegalArgumentException when it has no name of a segment, a log file or a manifest
     */
    public static InspectionReport of(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        Optional<Long> segment = FileNames.segmentNumber(name);
        boolean isLog = FileNames.walNumber(name).isPresent();
        if (segment.isEmpty() && !isLog && !name.equals(FileNames.MANIFEST)) {
            throw new IllegalArgumentException(
                    file + ": expected a directory, segment-N.drift, wal-N.log or " + FileNames.MANIFEST);
        }
        Findings findings = new Findings();
        try (ReadOnlyStorage storage =
                new ReadOnlyStorage(FileStorage.existing(file.resolveSibling(".")), name::equals)) {
            storage.hold(name);
            boolean isInUse = new LockCheck(storage.path(), findings).isHeld();
            if (segment.isPresent()) {
                return segment(storage, segment.get(), new Origin(file, isInUse, findings));
            }
            if (isLog) {
                InspectedLog log = log(storage, name, findings);
                return new InspectionReport(file, isInUse, null, List.of(), 0, log, findings.toList());
            }
            Manifest manifest = ManifestCheck.read(storage, findings);
            return new InspectionReport(
                    file,
                    isInUse,
                    manifest == null ? null : ManifestCheck.facts(manifest),
                    List.of(),
                    0,
                    null,
                    findings.toList());
        }
    }

    private record Origin(Path file, boolean isInUse, Findings findings) {}

    private static InspectionReport segment(ReadOnlyStorage storage, long number, Origin origin) {
        try (SegmentSet set = SegmentSet.alone(storage, List.of(number))) {
            origin.findings().addAll(set.findings());
            StateCheck state = new StateCheck(set, null, origin.findings());
            List<InspectedSegment> segments = state.run();
            return new InspectionReport(
                    origin.file(),
                    origin.isInUse(),
                    null,
                    segments,
                    state.buckets(),
                    null,
                    origin.findings().toList());
        }
    }

    /** Replays one file of a log, as if it were the last one. */
    static @Nullable InspectedLog log(ReadOnlyStorage storage, String name, Findings findings) throws IOException {
        findings.add(new Finding(
                FindingKind.UNCHECKED,
                name,
                Finding.NO_OFFSET,
                "looked at by itself: whether other files of the log are missing is not known"));
        LogFileFacts facts;
        try {
            facts = LogFileFacts.read(storage, FileNames.walNumber(name).orElseThrow());
        } catch (IOException | RuntimeException failure) {
            findings.add(name, failure);
            return null;
        }
        LogCheck.Look look = LogCheck.look(storage, facts.dimension(), facts.baseSequence());
        look.tell(storage, findings);
        return look.log();
    }
}
