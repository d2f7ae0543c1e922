package io.vectron.drift.storage;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of everything in an engine directory. */
public final class FileNames {
    /** The root: names every other file. */
    public static final String MANIFEST = "MANIFEST";
    /** Held locked while an engine is open. */
    public static final String LOCK = "LOCK";
    /** Ends the name of a file that is being written. */
    public static final String TEMP_SUFFIX = ".tmp";

    private static final Pattern SEGMENT = Pattern.compile("segment-(\\d{10,19})\\.drift");

    private FileNames() {}

    /** The file of a segment. */
    public static String segment(long number) {
        return String.format(Locale.ROOT, "segment-%010d.drift", number);
    }

    /** The number of a segment file's name; empty for any other name. */
    public static Optional<Long> segmentNumber(String name) {
        Matcher matcher = SEGMENT.matcher(name);
        return matcher.matches() ? Optional.of(Long.valueOf(matcher.group(1))) : Optional.empty();
    }

    /** True for names that only this engine gives: segments and temporary files. */
    public static boolean isOwnData(String name) {
        String base = name.endsWith(TEMP_SUFFIX) ? name.substring(0, name.length() - TEMP_SUFFIX.length()) : name;
        boolean isTempManifest = base.equals(MANIFEST) && !base.equals(name);
        return isTempManifest || SEGMENT.matcher(base).matches();
    }
}
