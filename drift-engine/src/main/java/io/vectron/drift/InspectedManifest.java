package io.vectron.drift;

import java.util.Objects;

/**
 * What a manifest says.
 *
 * @param dimension floats per vector
 * @param metric how vectors are compared
 * @param generation grows by one with each commit
 * @param durableSequence the files hold the state after it; {@link Drift#NO_SEQUENCE} for none
 * @param segments how many it names
 * @param slotBound all slots in files are smaller
 * @param isCalibrated whether the search depth was measured
 */
public record InspectedManifest(
        int dimension,
        Metric metric,
        long generation,
        long durableSequence,
        int segments,
        int slotBound,
        boolean isCalibrated) {
    public InspectedManifest {
        Objects.requireNonNull(metric, "metric");
    }
}
