package io.vectron.admin.backend;

/**
 * A person's API key, kept in the server's session only.
 *
 * @param text as it was typed; printable ASCII of at most {@link #LENGTH_MAX} characters
 */
public record ApiKey(String text) {
    public static final int LENGTH_MAX = 128;

    public ApiKey {
        if (!isPossible(text)) {
            throw new IllegalArgumentException("not an API key: " + text.length() + " characters");
        }
    }

    /** Whether it can be sent as a header at all; whether it is valid only the router knows. */
    public static boolean isPossible(String text) {
        return !text.isEmpty() && text.length() <= LENGTH_MAX && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }

    /** Never the key itself: this text may reach a log. */
    @Override
    public String toString() {
        return "ApiKey[...]";
    }
}
