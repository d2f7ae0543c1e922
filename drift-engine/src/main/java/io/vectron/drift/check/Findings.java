package io.vectron.drift.check;

import io.vectron.drift.CorruptDataException;
import io.vectron.drift.DriftException;
import io.vectron.drift.Finding;
import io.vectron.drift.FindingKind;
import io.vectron.drift.SettingsMismatchException;
import io.vectron.drift.codec.MalformedBlockException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects findings. A damaged file can have millions of one kind: the first of them are told, the rest is counted. */
final class Findings {
    /** Enough to see a pattern, and still a page. */
    static final int SAME_MAX = 20;

    private record Origin(FindingKind kind, String file) {}

    private final List<Finding> told = new ArrayList<>();
    private final Map<Origin, Long> counts = new LinkedHashMap<>();

    void add(FindingKind kind, String file, String text) {
        add(new Finding(kind, file, Finding.NO_OFFSET, text));
    }

    void add(Finding finding) {
        long count = counts.merge(new Origin(finding.kind(), finding.file()), 1L, Long::sum);
        if (count <= SAME_MAX) {
            told.add(finding);
        }
    }

    /** What reading a file has thrown. */
    void add(String file, Throwable failure) {
        add(finding(file, failure));
    }

    /** Everything that others have found. */
    void addAll(Findings others) {
        others.told.forEach(this::add);
        others.counts.forEach((origin, count) -> {
            if (count > SAME_MAX) {
                counts.merge(origin, count - SAME_MAX, Long::sum);
            }
        });
    }

    private static Finding finding(String file, Throwable failure) {
        return switch (failure) {
            case CorruptDataException corrupt ->
                new Finding(FindingKind.CORRUPT, file, offset(corrupt), corrupt.problem());
            case MalformedBlockException malformed ->
                new Finding(FindingKind.CORRUPT, file, malformed.offset(), text(malformed));
            case SettingsMismatchException mismatch ->
                new Finding(FindingKind.CONTRADICTION, file, Finding.NO_OFFSET, text(mismatch));
            case NoSuchFileException missing ->
                new Finding(FindingKind.MISSING, file, Finding.NO_OFFSET, "is not there");
            case IOException unreadable ->
                new Finding(FindingKind.UNREADABLE, file, Finding.NO_OFFSET, unreadable.toString());
            // What the virtual machine throws when a mapped page cannot be read.
            case InternalError unreadable ->
                new Finding(FindingKind.UNREADABLE, file, Finding.NO_OFFSET, text(unreadable));
            case DriftException other when other.getCause() instanceof IOException cause -> finding(file, cause);
            default -> new Finding(FindingKind.CORRUPT, file, Finding.NO_OFFSET, failure.toString());
        };
    }

    private static long offset(CorruptDataException corrupt) {
        return corrupt.getCause() instanceof MalformedBlockException malformed
                ? malformed.offset()
                : corrupt.offset().orElse(Finding.NO_OFFSET);
    }

    private static String text(Throwable failure) {
        return String.valueOf(failure.getMessage());
    }

    /** Whether a file has suffered, as far as was found. */
    boolean hasDamage(String file) {
        return counts.keySet().stream()
                .anyMatch(origin -> origin.kind().isDamage() && origin.file().equals(file));
    }

    /** Damage first, otherwise in the order that it was found. */
    List<Finding> toList() {
        List<Finding> all = new ArrayList<>(told);
        counts.forEach((origin, count) -> {
            if (count > SAME_MAX) {
                all.add(new Finding(
                        origin.kind(),
                        origin.file(),
                        Finding.NO_OFFSET,
                        "and " + (count - SAME_MAX) + " more of this kind in this file"));
            }
        });
        all.sort(Comparator.comparing(finding -> !finding.kind().isDamage()));
        return all;
    }
}
