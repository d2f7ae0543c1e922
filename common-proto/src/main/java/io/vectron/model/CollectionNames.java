package io.vectron.model;

import io.vectron.errors.ErrorCode;
import io.vectron.errors.VectronException;
import java.util.Map;
import java.util.regex.Pattern;

/** What a collection may be called. */
public final class CollectionNames {
    private static final Pattern VALID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,127}");
    private static final int SHOWN_LENGTH_MAX = 64;

    private CollectionNames() {}

    /**
     * @return the name
     * @throws VectronException INVALID_COLLECTION_NAME
     */
    public static String check(String name) {
        // the length first, so that the pattern never sees more than it must
        if (name.length() > Limits.COLLECTION_NAME_LENGTH_MAX
                || !VALID.matcher(name).matches()) {
            throw new VectronException(
                    ErrorCode.INVALID_COLLECTION_NAME,
                    "collection name " + shown(name) + " of " + name.length()
                            + " characters is not 1 to 128 characters of [A-Za-z0-9_-] starting with a letter or digit",
                    Map.of("field", "name", "found", shown(name), "length", Integer.toString(name.length())));
        }
        return name;
    }

    private static String shown(String name) {
        String cut = name.length() > SHOWN_LENGTH_MAX ? name.substring(0, SHOWN_LENGTH_MAX) + "..." : name;
        StringBuilder out = new StringBuilder("'");
        // control characters would forge log lines
        cut.codePoints().forEach(c -> out.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return out.append('\'').toString();
    }
}
