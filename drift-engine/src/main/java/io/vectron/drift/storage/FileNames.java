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

    /** So many digits are a long, whichever they are. */
    private static final int LONG_DIGITS = 18;

    private static final Pattern SEGMENT = Pattern.compile("segment-(\\d{10,18})\\.drift");

    private static final Pattern WAL = Pattern.compile("wal-(\\d{10,18})\\.log");
    private static final Pattern WAL_LEFT_OVER = Pattern.compile("wal-\\d{10,18}\\.(log\\.tmp|spare)");

    private FileNames() {}

    /** The file of a segment. */
    public static String segment(long number) {
        return String.format(Locale.ROOT, "segment-%010d.drift", number);
    }

    /** The number of a segment file's name; empty for any other name. */
    public static Optional<Long> segmentNumber(String name) {
        Matcher matcher = SEGMENT.matcher(name);
        boolean isLong = matcher.matches() && matcher.group(1).length() <= LONG_DIGITS;
        return isLong && segment(Long.parseLong(matcher.group(1))).equals(name)
                ? Optional.of(Long.valueOf(matcher.group(1)))
                : Optional.empty();
    }

    /** True for names that only this engine gives: segments and temporary files. */
    public static boolean isOwnData(String name) {
        String base = name.endsWith(TEMP_SUFFIX) ? name.substring(0, name.length() - TEMP_SUFFIX.length()) : name;
        boolean isTempManifest = base.equals(MANIFEST) && !base.equals(name);
        return isTempManifest || SEGMENT.matcher(base).matches();
    }

    /** True for all names that only an engine gives; the lock's is too common a name for that. */
    public static boolean isEngineFile(String name) {
        return name.equals(MANIFEST) || isOwnData(name) || isLog(name);
    }

    /** True for every name that the write-ahead log gives. */
    public static boolean isLog(String name) {
        return walNumber(name).isPresent() || isWalLeftOver(name);
    }

    /** A file of the write-ahead log. */
    public static String wal(long number) {
        return String.format(Locale.ROOT, "wal-%010d.log", number);
    }

    /** A file of the write-ahead log that is not needed any more and waits to be written anew. */
    public static String walSpare(long number) {
        return String.format(Locale.ROOT, "wal-%010d.spare", number);
    }

    /** The number of a file of the write-ahead log; empty for any other name. */
    public static Optional<Long> walNumber(String name) {
        Matcher matcher = WAL.matcher(name);
        return matcher.matches() && wal(Long.parseLong(matcher.group(1))).equals(name)
                ? Optional.of(Long.valueOf(matcher.group(1)))
                : Optional.empty();
    }

    /** True for spare and unfinished files of the write-ahead log, which mean nothing after the process has ended. */
    public static boolean isWalLeftOver(String name) {
        return WAL_LEFT_OVER.matcher(name).matches();
    }
}
