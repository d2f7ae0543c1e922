package io.vectron.drift.check;

import io.vectron.drift.FindingKind;
import io.vectron.drift.InspectedLog;
import io.vectron.drift.InspectedManifest;
import io.vectron.drift.InspectedSegment;
import io.vectron.drift.InspectionReport;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.FileStorage;
import io.vectron.drift.storage.Manifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Checks an engine directory. An engine may have it open meanwhile: files that the manifest named and that are gone when they
 * are opened are looked for once more by the manifest of that moment, and damage of a log that is being written only
 * counts when a second look meets the same. Used once.
 */
public final class DirectoryCheck {
    private static final int LOOKS_MAX = 2;

    private final ReadOnlyStorage storage;
    private final LockCheck lock;
    private final List<String> names;
    private final Findings findings = new Findings();

    private DirectoryCheck(ReadOnlyStorage storage) throws IOException {
        this.storage = storage;
        this.lock = new LockCheck(storage.path(), findings);
        this.names = storage.list();
    }

    /**
     * Checks a directory.
     *
     * @throws IOException when it cannot be listed
     */
    public static InspectionReport of(Path directory) throws IOException {
        try (ReadOnlyStorage storage = new ReadOnlyStorage(FileStorage.existing(directory), name -> true)) {
            return new DirectoryCheck(storage).run();
        }
    }

    private InspectionReport run() throws IOException {
        var _ = lock.isHeld();
        tellForeignFiles();
        if (!names.contains(FileNames.MANIFEST)) {
            return withoutManifest();
        }
        for (int look = 1; ; look++) {
            Findings ofManifest = new Findings();
            Manifest manifest = ManifestCheck.read(storage, ofManifest);
            if (manifest == null) {
                findings.addAll(ofManifest);
                return withoutManifest();
            }
            try (SegmentSet set = SegmentSet.ofManifest(storage, manifest)) {
                boolean isOutdated = !set.missing().isEmpty() && generation() != manifest.generation();
                if (!isOutdated || look == LOOKS_MAX) {
                    findings.addAll(ofManifest);
                    tellMissing(set, isOutdated);
                    return withManifest(manifest, set);
                }
            }
        }
    }

    /** The manifest's generation now; -1 when it cannot be read any more. */
    private long generation() {
        Manifest now = ManifestCheck.read(storage, new Findings());
        return now == null ? -1 : now.generation();
    }

    private void tellForeignFiles() {
        for (String name : names) {
            if (!name.equals(FileNames.LOCK) && !FileNames.isEngineFile(name)) {
                findings.add(FindingKind.FOREIGN, name, "is no file of an engine; with it the directory does not open");
            }
            boolean isTemporary = name.endsWith(FileNames.TEMP_SUFFIX) || FileNames.isWalLeftOver(name);
            if (FileNames.isEngineFile(name) && isTemporary) {
                findings.add(FindingKind.TEMPORARY, name, "is unfinished or spare");
            }
        }
    }

    private void tellMissing(SegmentSet set, boolean isOutdated) {
        for (String name : set.missing()) {
            if (isOutdated) {
                findings.add(FindingKind.CHANGED, name, "went while it was looked for; the manifest has moved on");
            } else {
                findings.add(FindingKind.MISSING, name, "is not there, but the manifest names it");
            }
        }
    }

    private InspectionReport withManifest(Manifest manifest, SegmentSet set) throws IOException {
        tellOrphans(manifest);
        findings.addAll(set.findings());
        if (set.opened().size() < manifest.segments().size()) {
            findings.add(
                    FindingKind.UNCHECKED,
                    FileNames.MANIFEST,
                    "which rows live is not known: " + set.opened().size() + " of "
                            + manifest.segments().size() + " segments could be opened");
        }
        StateCheck state = new StateCheck(set, manifest, findings);
        List<InspectedSegment> segments = state.run();
        InspectedLog log = hasLog() ? checkLog(manifest) : null;
        return report(ManifestCheck.facts(manifest), segments, state.buckets(), log);
    }

    private void tellOrphans(Manifest manifest) {
        Set<String> named = manifest.segments().stream()
                .map(entry -> FileNames.segment(entry.number()))
                .collect(Collectors.toSet());
        for (String name : names) {
            boolean isSegment = FileNames.isOwnData(name) && !name.endsWith(FileNames.TEMP_SUFFIX);
            if (isSegment && !named.contains(name)) {
                findings.add(FindingKind.ORPHAN, name, "the manifest does not name it");
            }
        }
    }

    private boolean hasLog() {
        return names.stream().anyMatch(name -> FileNames.walNumber(name).isPresent());
    }

    private @Nullable InspectedLog checkLog(Manifest manifest) throws IOException {
        LogCheck.Look look = LogCheck.look(storage, manifest.dimension(), manifest.durableSequence());
        if (look.failure() != null && lock.isHeld()) {
            Manifest now = ManifestCheck.read(storage, new Findings());
            long after = now == null ? manifest.durableSequence() : now.durableSequence();
            LogCheck.Look second = LogCheck.look(storage, manifest.dimension(), after);
            if (second.failure() != null && !second.failsAs(look)) {
                findings.add(
                        FindingKind.CHANGED,
                        LogCheck.ANY_FILE,
                        "was written to while it was looked at: "
                                + second.failure().getMessage());
                return null;
            }
            look = second;
        }
        look.tell(storage, findings);
        return look.log();
    }

    /** Segments and the newest file of the log are looked at by themselves. */
    private InspectionReport withoutManifest() throws IOException {
        boolean hasData = names.stream().anyMatch(DirectoryCheck::isNamedData);
        if (!names.contains(FileNames.MANIFEST)) {
            if (!hasData) {
                findings.add(FindingKind.UNCHECKED, FileNames.MANIFEST, "is not there: the directory holds no engine");
                return report(null, List.of(), 0, null);
            }
            findings.add(FindingKind.MISSING, FileNames.MANIFEST, "is not there, but files that it should name are");
        }
        findings.add(
                FindingKind.UNCHECKED, FileNames.MANIFEST, "without it nobody knows which segments and rows count");
        List<Long> numbers = names.stream()
                .map(FileNames::segmentNumber)
                .flatMap(Optional::stream)
                .toList();
        try (SegmentSet set = SegmentSet.alone(storage, numbers)) {
            findings.addAll(set.findings());
            StateCheck state = new StateCheck(set, null, findings);
            List<InspectedSegment> segments = state.run();
            InspectedLog log = hasLog() ? newestLogFile() : null;
            return report(null, segments, state.buckets(), log);
        }
    }

    private static boolean isNamedData(String name) {
        return FileNames.segmentNumber(name).isPresent()
                || FileNames.walNumber(name).isPresent();
    }

    private @Nullable InspectedLog newestLogFile() throws IOException {
        String name = names.stream()
                .filter(each -> FileNames.walNumber(each).isPresent())
                .reduce((before, last) -> last)
                .orElseThrow();
        return FileCheck.log(storage, name, findings);
    }

    private InspectionReport report(
            @Nullable InspectedManifest manifest,
            List<InspectedSegment> segments,
            int buckets,
            @Nullable InspectedLog log) {
        return new InspectionReport(storage.path(), lock.isHeld(), manifest, segments, buckets, log, findings.toList());
    }
}
