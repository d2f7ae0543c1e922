package io.vectron.drift.check;

import io.vectron.drift.FindingKind;
import io.vectron.drift.storage.DirectoryLock;
import io.vectron.drift.storage.FileNames;
import java.io.IOException;
import java.nio.file.Path;

/** Asks, as often as it matters, whether an engine has a directory open; once it had, it counts as open. Used once. */
final class LockCheck {
    private final Path directory;
    private final Findings findings;
    private boolean wasHeld;
    private boolean isUnknown;

    LockCheck(Path directory, Findings findings) {
        this.directory = directory;
        this.findings = findings;
    }

    boolean isHeld() {
        if (wasHeld || isUnknown) {
            return wasHeld;
        }
        try {
            wasHeld = DirectoryLock.isHeld(directory);
            if (wasHeld) {
                findings.add(
                        FindingKind.IN_USE,
                        FileNames.LOCK,
                        "an engine has the directory open; what it has not flushed is not seen");
            }
        } catch (IOException unreadable) {
            isUnknown = true;
            findings.add(
                    FindingKind.UNCHECKED,
                    FileNames.LOCK,
                    "whether an engine has the directory open is not known: " + unreadable);
        }
        return wasHeld;
    }
}
