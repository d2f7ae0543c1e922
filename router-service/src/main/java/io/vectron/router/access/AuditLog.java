package io.vectron.router.access;

import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The lines of the logger {@code vectron.audit}: refusals, and changes that cannot be undone, with the name of the key.
 * Never holds a key, a vector or a payload; what callers sent is stripped of everything that could fake a line.
 *
 * <p>Concurrency: safe for any thread. Refusals are bounded to {@value #REFUSALS_PER_SECOND_MAX} lines per second, so that
 * nobody fills the disk by being refused; the next line tells how many were left out.
 */
public final class AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger("vectron.audit");
    private static final int REFUSALS_PER_SECOND_MAX = 10;
    private static final int TEXT_CHARS_MAX = 128;
    private static final LineBudget REFUSALS = new LineBudget(REFUSALS_PER_SECOND_MAX, TimeUnit.SECONDS.toNanos(1));

    private AuditLog() {}

    static void unauthenticated(String peer, String reason) {
        REFUSALS.spend(System.nanoTime())
                .ifPresent(leftOut -> LOG.warn(
                        "authentication failed peer={} reason={}{}",
                        harmless(peer),
                        harmless(reason),
                        leftOut(leftOut)));
    }

    static void denied(Access access, Role needed, String collection) {
        REFUSALS.spend(System.nanoTime())
                .ifPresent(leftOut -> LOG.warn(
                        "access denied key={} role={} needed={} collection={}{}",
                        access.name(),
                        access.role().word(),
                        needed.word(),
                        harmless(collection),
                        leftOut(leftOut)));
    }

    public static void collectionCreated(Access access, String collection) {
        LOG.info("collection created key={} collection={}", access.name(), harmless(collection));
    }

    public static void collectionDeleted(Access access, String collection) {
        LOG.info("collection deleted key={} collection={}", access.name(), harmless(collection));
    }

    private static String leftOut(long lines) {
        return lines == 0 ? "" : " left_out=" + lines;
    }

    /** Printable ASCII without spaces, bounded: one value stays one value of one line. */
    static String harmless(String text) {
        StringBuilder safe = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), TEXT_CHARS_MAX); i++) {
            char c = text.charAt(i);
            safe.append(c > ' ' && c < 0x7f ? c : '?');
        }
        return safe.toString();
    }
}
