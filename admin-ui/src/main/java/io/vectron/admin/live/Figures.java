package io.vectron.admin.live;

import io.vectron.proto.internal.v1.TrafficRates;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * One moment of the charts. A figure that nobody reported is null: a chart shows a gap, never a made-up zero.
 *
 * @param at milliseconds since 1970
 * @param searches per second, of all routers
 * @param p50Millis highest of the routers' medians
 * @param p99Millis highest of the routers' 99th percentiles
 * @param ingest points written per second, of all routers
 * @param points live points of all collections
 * @param errors answers with a 5xx code per second, of all routers
 */
public record Figures(
        long at,
        @Nullable Double searches,
        @Nullable Double p50Millis,
        @Nullable Double p99Millis,
        @Nullable Double ingest,
        @Nullable Long points,
        @Nullable Double errors) {
    private static final double MICROS_PER_MILLI = 1_000;

    static Figures of(Sample sample) {
        List<TrafficRates> traffic = sample.instances().isFresh() ? sample.traffic() : List.of();
        return new Figures(
                sample.at().toEpochMilli(),
                sum(traffic, TrafficRates::getSearchesPerSecond),
                max(traffic, rates -> rates.getSearchP50Micros() / MICROS_PER_MILLI),
                max(traffic, rates -> rates.getSearchP99Micros() / MICROS_PER_MILLI),
                sum(traffic, TrafficRates::getPointsWrittenPerSecond),
                sample.collections().isFresh() ? sample.points() : null,
                sum(traffic, TrafficRates::getErrorsPerSecond));
    }

    private static @Nullable Double sum(List<TrafficRates> traffic, ToDoubleFunction<TrafficRates> figure) {
        return traffic.isEmpty() ? null : traffic.stream().mapToDouble(figure).sum();
    }

    private static @Nullable Double max(List<TrafficRates> traffic, ToDoubleFunction<TrafficRates> figure) {
        return traffic.isEmpty()
                ? null
                : traffic.stream().mapToDouble(figure).max().orElseThrow();
    }
}
