package io.vectron.drift.check;

import io.vectron.drift.DriftSettings;
import io.vectron.drift.FindingKind;
import io.vectron.drift.InspectedManifest;
import io.vectron.drift.bucket.Calibration;
import io.vectron.drift.storage.FileNames;
import io.vectron.drift.storage.Manifest;
import io.vectron.drift.storage.ManifestFormat;
import io.vectron.drift.storage.Storage;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads a manifest, and checks what it says by itself. */
final class ManifestCheck {
    private ManifestCheck() {}

    /** The manifest; null when it cannot be read, which is a finding then. */
    static @Nullable Manifest read(Storage storage, Findings findings) {
        try {
            Manifest manifest = ManifestFormat.read(storage);
            // Throws when no engine could have been opened with them.
            var _ = DriftSettings.of(manifest.dimension(), manifest.metric());
            check(manifest, findings);
            return manifest;
        } catch (IOException | RuntimeException failure) {
            findings.add(FileNames.MANIFEST, failure);
            return null;
        }
    }

    private static void check(Manifest manifest, Findings findings) {
        try {
            var _ = Calibration.ofFigures(manifest.calibration());
        } catch (IllegalArgumentException impossible) {
            findings.add(FindingKind.CORRUPT, FileNames.MANIFEST, String.valueOf(impossible.getMessage()));
        }
        if (manifest.slotBound() < 0) {
            findings.add(
                    FindingKind.CORRUPT,
                    FileNames.MANIFEST,
                    "slot bound is " + manifest.slotBound() + ", expected at least 0");
        }
        Set<Long> numbers = new HashSet<>();
        for (Manifest.Entry entry : manifest.segments()) {
            if (!numbers.add(entry.number())) {
                findings.add(FindingKind.DUPLICATE, FileNames.MANIFEST, "names segment " + entry.number() + " twice");
            }
            if (!isAscending(entry.retired())) {
                findings.add(
                        FindingKind.CORRUPT,
                        FileNames.MANIFEST,
                        "retires row groups of segment " + entry.number() + " in no order: " + entry.retired());
            }
        }
    }

    private static boolean isAscending(List<Integer> groups) {
        for (int i = 1; i < groups.size(); i++) {
            if (groups.get(i) <= groups.get(i - 1)) {
                return false;
            }
        }
        return true;
    }

    static InspectedManifest facts(Manifest manifest) {
        return new InspectedManifest(
                manifest.dimension(),
                manifest.metric(),
                manifest.generation(),
                manifest.durableSequence(),
                manifest.segments().size(),
                manifest.slotBound(),
                !manifest.calibration().isEmpty());
    }
}
