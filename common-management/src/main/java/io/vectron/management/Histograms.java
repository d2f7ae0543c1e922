package io.vectron.management;

import java.time.Duration;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/** The bounds of our histograms' buckets: chosen once, so that panels can add what different roles measured. */
public final class Histograms {
    private Histograms() {}

    /** 0.1 ms to 10 s, in steps of 1, 2.5 and 5. */
    public static Duration[] latencies() {
        return LongStream.of(
                        100,
                        250,
                        500,
                        1_000,
                        2_500,
                        5_000,
                        10_000,
                        25_000,
                        50_000,
                        100_000,
                        250_000,
                        500_000,
                        1_000_000,
                        2_500_000,
                        5_000_000,
                        10_000_000)
                .mapToObj(micros -> Duration.ofNanos(micros * 1_000))
                .toArray(Duration[]::new);
    }

    /** Powers of ten from 1 to a billion, for rows and bytes. */
    public static double[] counts() {
        return DoubleStream.iterate(1, bound -> bound <= 1e9, bound -> bound * 10)
                .toArray();
    }
}
