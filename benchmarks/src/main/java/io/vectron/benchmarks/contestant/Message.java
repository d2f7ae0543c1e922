package io.vectron.benchmarks.contestant;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One line between the benchmark and a contestant: a verb, then {@code key=value} words. What would break a line or a word in
 * a value is written as %XX, per byte of UTF-8. Immutable.
 *
 * @param verb {@link #OK} or {@link #ERROR} in answers
 */
public record Message(String verb, Map<String, String> values) {
    /** Makes a contestant read its queries: data, queries, metric, k, directory. Answered with version and settings. */
    static final String START = "start";
    /** Makes it build its index: threads. Answered with seconds and the memory taken. */
    static final String BUILD = "build";
    /** Makes it run all queries: effort, threads, pinned, results. Answered with the times, results are in that file. */
    static final String SEARCH = "search";
    /** Makes it end. */
    static final String QUIT = "quit";

    static final String OK = "ok";
    static final String ERROR = "error";

    private static final String ESCAPED = " %=\n\r";

    public Message {
        checkWord(verb);
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values)); // keeps the order
        values.keySet().forEach(Message::checkWord);
    }

    private static void checkWord(String word) {
        if (word.isEmpty() || !escape(word).equals(word)) {
            throw new IllegalArgumentException("\"" + word + "\" is no verb or key");
        }
    }

    /** A message without values. */
    static Message of(String verb) {
        return new Message(verb, Map.of());
    }

    /** This message with another value. */
    Message with(String key, Object value) {
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(key, String.valueOf(value));
        return new Message(verb, more);
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException when it is none of these
     */
    static Message parse(String line) {
        String[] words = line.strip().split(" ", -1);
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 1; i < words.length; i++) {
            int equals = words[i].indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException("expected key=value words behind a verb, found: " + line);
            }
            values.put(words[i].substring(0, equals), unescape(words[i].substring(equals + 1)));
        }
        return new Message(words[0], values);
    }

    /** The line, without its end. */
    String line() {
        StringJoiner line = new StringJoiner(" ");
        line.add(verb);
        values.forEach((key, value) -> line.add(key + "=" + escape(value)));
        return line.toString();
    }

    private static String escape(String value) {
        StringBuilder escaped = new StringBuilder();
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (ESCAPED.indexOf(c) < 0) {
                escaped.append(c);
            } else {
                escaped.append('%').append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            }
        }
        return escaped.toString();
    }

    private static String unescape(String value) {
        byte[] in = value.getBytes(StandardCharsets.UTF_8);
        byte[] out = new byte[in.length];
        int length = 0;
        for (int i = 0; i < in.length; i++) {
            if (in[i] == '%') {
                int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
                int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new IllegalArgumentException("expected two hexadecimal digits behind %, found: " + value);
                }
                out[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                out[length++] = in[i];
            }
        }
        return new String(out, 0, length, StandardCharsets.UTF_8);
    }

    /**
     * A value that has to be there.
     *
     * @throws IllegalArgumentException when it is not
     */
    String text(String key) {
        String value = values.get(key);
        if (value == null) {
            throw new IllegalArgumentException("no " + key + " in: " + line());
        }
        return value;
    }

    /** As {@link #text}. */
    double number(String key) {
        return Double.parseDouble(text(key));
    }

    /** As {@link #text}. */
    int integer(String key) {
        return Integer.parseInt(text(key));
    }

    /** A whole number that not every contestant knows. */
    @Nullable
    Long wholeOrNull(String key) {
        return values.containsKey(key) ? Long.valueOf(text(key)) : null;
    }

    /** A number that not every contestant knows. */
    @Nullable
    Double numberOrNull(String key) {
        return values.containsKey(key) ? Double.valueOf(text(key)) : null;
    }
}
