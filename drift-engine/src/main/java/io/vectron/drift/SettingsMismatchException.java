package io.vectron.drift;

import java.nio.file.Path;

/** The directory was written with another dimension or metric. */
public final class SettingsMismatchException extends DriftException {
    private static final long serialVersionUID = 1L;

    /** See {@link #code()}. */
    public static final String CODE = "DRIFT_SETTINGS_MISMATCH";

    public SettingsMismatchException(Path file, String setting, Object written, Object wanted) {
        super(CODE, file + ": written with " + setting + " " + written + ", opened with " + wanted, null);
    }
}
