package io.vectron.drift.rabitq;

/** What {@link RabitqKernels#lowerBounds} needs to know of a query and a centroid. Written and read by one thread. */
final class BoundTerms {
    /** &lt;q,x&gt; is delta * sum + bias. */
    float delta;
    /** See {@link #delta}. */
    float bias;
    /** What the centroid adds to an estimate. */
    float add;
    /** What a row's error is multiplied with and subtracted. */
    float error;
    /** Rows with a bound below it are wanted. */
    float threshold;
}
