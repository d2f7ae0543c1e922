package io.vectron.cli.terminal;

import java.io.PrintStream;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * Shows how far a long job is: one line that is drawn again on a terminal, a line every ten seconds elsewhere.
 *
 * <p>Concurrency: all methods hold the monitor.
 */
public final class Progress {
    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 10_000_000_000L;
    private static final int BAR_WIDTH = 30;

    private final PrintStream out;
    private final boolean isTerminal;
    private final LongSupplier nanoClock;
    private final String unit;
    private long startedAt;
    private long shownAt;
    private long first;
    private long done;
    private long total = Long.MAX_VALUE;

    /** @param unit what is counted, for example "rows" */
    public Progress(PrintStream out, boolean isTerminal, LongSupplier nanoClock, String unit) {
        this.out = out;
        this.isTerminal = isTerminal;
        this.nanoClock = nanoClock;
        this.unit = unit;
    }

    /** On the standard error, so that it never mixes with results. */
    public static Progress onStandardError(String unit) {
        return new Progress(System.err, Terminal.interactive().isPresent(), System::nanoTime, unit);
    }

    /**
     * @param first how many were done before
     * @param total how many there will be; {@code Long.MAX_VALUE} when that is not known
     */
    public synchronized void start(long first, long total) {
        this.first = first;
        this.done = first;
        this.total = total;
        this.startedAt = nanoClock.getAsLong();
        this.shownAt = startedAt;
        if (isTerminal) {
            draw();
        }
    }

    public synchronized void add(long count) {
        done += count;
        long now = nanoClock.getAsLong();
        if (now - shownAt >= (isTerminal ? TERMINAL_NANOS : PLAIN_NANOS)) {
            shownAt = now;
            draw();
        }
    }

    /** Ends the line on a terminal. */
    public synchronized void finish() {
        if (isTerminal) {
            draw();
            out.println();
            out.flush();
        }
    }

    private void draw() {
        double seconds = (nanoClock.getAsLong() - startedAt) / 1e9;
        double rate = seconds > 0 ? (done - first) / seconds : 0;
        StringBuilder line = new StringBuilder();
        if (total == Long.MAX_VALUE) {
            line.append(String.format(Locale.ROOT, "%,d %s  %,.0f %s/s", done, unit, rate, unit));
        } else {
            double share = total == 0 ? 1 : (double) done / total;
            if (isTerminal) {
                int filled = (int) (BAR_WIDTH * share);
                line.append('[')
                        .repeat("=", filled)
                        .repeat(" ", BAR_WIDTH - filled)
                        .append("] ");
            }
            line.append(String.format(
                    Locale.ROOT, "%3.0f%%  %,d/%,d %s  %,.0f %s/s", 100 * share, done, total, unit, rate, unit));
            if (rate > 0) {
                line.append("  ETA ").append(clock((long) ((total - done) / rate)));
            }
        }
        if (isTerminal) {
            // back to the first column, and erase what a longer line left behind
            out.print("\r" + line + "\033[K");
        } else {
            out.println(line);
        }
        out.flush();
    }

    private static String clock(long seconds) {
        return seconds >= 3600
                ? String.format(Locale.ROOT, "%d:%02d:%02d", seconds / 3600, seconds / 60 % 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
    }
}
