package io.vectron.admin.page;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as people read them; templates use it as {@code @fmt}. Text for a value that is not known is an em dash. */
public final class Formats {
    private static final String UNKNOWN = "—";
    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    /** {@code 1,234,567}. */
    public String count(@Nullable Number value) {
        return value == null ? UNKNOWN : String.format(Locale.ROOT, "%,d", value.longValue());
    }

    /** Short for cards: {@code 999}, {@code 12.3k}, {@code 4.6M}. */
    public String compact(@Nullable Number value) {
        if (value == null) {
            return UNKNOWN;
        }
        double v = value.doubleValue();
        if (v < 10_000) {
            return v == Math.rint(v) || v >= 100 ? String.format(Locale.ROOT, "%,.0f", v) : decimal(v, 1);
        }
        if (v < 1e6) {
            return String.format(Locale.ROOT, "%.1fk", v / 1e3);
        }
        return v < 1e9 ? String.format(Locale.ROOT, "%.2fM", v / 1e6) : String.format(Locale.ROOT, "%.2fG", v / 1e9);
    }

    public String decimal(@Nullable Number value, int digits) {
        return value == null ? UNKNOWN : String.format(Locale.ROOT, "%,." + digits + "f", value.doubleValue());
    }

    /** Of a share 0..1. */
    public String percent(@Nullable Number share) {
        return share == null ? UNKNOWN : String.format(Locale.ROOT, "%.0f %%", share.doubleValue() * 100);
    }

    public String bytes(@Nullable Number value) {
        if (value == null) {
            return UNKNOWN;
        }
        double v = value.doubleValue();
        int unit = 0;
        while (v >= 1024 && unit < BYTE_UNITS.length - 1) {
            v /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || v >= 100 ? "%.0f %s" : "%.1f %s", v, BYTE_UNITS[unit]);
    }

    /** Microseconds as milliseconds. */
    public String micros(@Nullable Number value) {
        if (value == null) {
            return UNKNOWN;
        }
        double millis = value.doubleValue() / 1_000;
        return decimal(millis, millis < 10 ? 2 : millis < 100 ? 1 : 0) + " ms";
    }

    /** How long something lasts or ago it was: {@code 0.8 s}, {@code 12 s}, {@code 4 min}, {@code 3 h}, {@code 2 d}. */
    public String millis(@Nullable Number value) {
        if (value == null || value.longValue() < 0) {
            return UNKNOWN;
        }
        long millis = value.longValue();
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 10_000) {
            return decimal(millis / 1_000.0, 1) + " s";
        }
        long seconds = millis / 1_000;
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 2 * 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3_600 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
    }

    /** How long ago, at {@code now}. */
    public String since(@Nullable Instant then, Instant now) {
        return then == null
                ? UNKNOWN
                : millis(Math.max(0, Duration.between(then, now).toMillis()));
    }

    /** Time of day in UTC. */
    public String time(@Nullable Instant at) {
        return at == null ? UNKNOWN : TIME.format(at);
    }

    /** Day and time in UTC. */
    public String day(long epochMillis) {
        return epochMillis <= 0 ? UNKNOWN : DAY.format(Instant.ofEpochMilli(epochMillis));
    }

    /** The first characters of a long id; the whole one belongs in a title. */
    public String shortId(String id) {
        return id.length() <= 8 ? id : id.substring(0, 8);
    }
}
