package io.vectron.router.observe;

import io.vectron.proto.internal.v1.TrafficRates;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What went through this router in the last {@value #SECONDS} whole seconds, for the announcement.
 *
 * <p>Latencies are kept in buckets a quarter of a power of two wide, so a percentile is at most 19 % too high.
 *
 * <p>Concurrency: safe for use by any thread; the monitor guards the slots, each held for some nanoseconds.
 */
public final class TrafficWindow {
    static final int SECONDS = 10;
    private static final int STEPS_PER_OCTAVE = 4;
    private static final int BUCKETS = 36 * STEPS_PER_OCTAVE; // up to 68 s in nanoseconds

    private static final class Slot {
        private long second = -1;
        private long searches;
        private long written;
        private long returned;
        private long errors;
        private final int[] searchLatencies = new int[BUCKETS];
        private final int[] writeLatencies = new int[BUCKETS];

        void startAnew(long newSecond) {
            second = newSecond;
            searches = 0;
            written = 0;
            returned = 0;
            errors = 0;
            Arrays.fill(searchLatencies, 0);
            Arrays.fill(writeLatencies, 0);
        }
    }

    private final LongSupplier nanoTime;
    private final long startNanos;
    private final Slot[] slots = new Slot[SECONDS + 1]; // guarded by this

    /** @param nanoTime as {@link System#nanoTime} */
    public TrafficWindow(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
        Arrays.setAll(slots, _ -> new Slot());
    }

    private long second() {
        return TimeUnit.NANOSECONDS.toSeconds(nanoTime.getAsLong() - startNanos);
    }

    synchronized void record(Observation request, long nanos, boolean isServerFault) {
        Slot slot = slot(second());
        slot.written += request.pointsWritten();
        slot.returned += request.pointsReturned();
        if (isServerFault) {
            slot.errors++;
        }
        if (request.operation().isSearch()) {
            slot.searches++;
            slot.searchLatencies[bucket(nanos)]++;
        } else if (request.operation().isWrite()) {
            slot.writeLatencies[bucket(nanos)]++;
        }
    }

    private Slot slot(long second) {
        Slot slot = slots[(int) (second % slots.length)];
        if (slot.second != second) {
            slot.startAnew(second);
        }
        return slot;
    }

    private static int bucket(long nanos) {
        double octave = Math.log((double) Math.max(1, nanos)) / Math.log(2);
        return Math.clamp((int) (octave * STEPS_PER_OCTAVE), 0, BUCKETS - 1);
    }

    /** Rates over the whole seconds that have passed, {@value #SECONDS} at the most; zeros in the first. */
    public synchronized TrafficRates rates() {
        long now = second();
        double seconds = Math.min(SECONDS, now);
        if (seconds == 0) {
            return TrafficRates.getDefaultInstance();
        }
        Slot sum = new Slot();
        for (Slot slot : slots) {
            if (slot.second >= now - SECONDS && slot.second < now && slot.second >= 0) {
                add(sum, slot);
            }
        }
        return TrafficRates.newBuilder()
                .setSearchesPerSecond(sum.searches / seconds)
                .setPointsWrittenPerSecond(sum.written / seconds)
                .setPointsReadPerSecond(sum.returned / seconds)
                .setErrorsPerSecond(sum.errors / seconds)
                .setSearchP50Micros(percentileMicros(sum.searchLatencies, 0.5))
                .setSearchP99Micros(percentileMicros(sum.searchLatencies, 0.99))
                .setWriteP99Micros(percentileMicros(sum.writeLatencies, 0.99))
                .build();
    }

    private static void add(Slot sum, Slot slot) {
        sum.searches += slot.searches;
        sum.written += slot.written;
        sum.returned += slot.returned;
        sum.errors += slot.errors;
        for (int i = 0; i < BUCKETS; i++) {
            sum.searchLatencies[i] += slot.searchLatencies[i];
            sum.writeLatencies[i] += slot.writeLatencies[i];
        }
    }

    /** Upper bound of the bucket that holds the percentile; 0 when there is nothing. */
    private static double percentileMicros(int[] counts, double share) {
        long total = Arrays.stream(counts).asLongStream().sum();
        long seen = 0;
        for (int i = 0; i < counts.length && total > 0; i++) {
            seen += counts[i];
            if (seen >= Math.ceil(share * total)) {
                return Math.pow(2, (i + 1.0) / STEPS_PER_OCTAVE) / 1e3;
            }
        }
        return 0;
    }
}
