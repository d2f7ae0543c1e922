/**
 * Looks at segments for people: how far each bucket's rows have drifted from its centroid, and a map of the centroids.
 *
 * <p>Reading order: {@link io.vectron.drift.inspect.SegmentInspector}, {@code BucketMeter}, {@code PlaneProjection},
 * {@code SymmetricEigen}.
 *
 * <p>Threading: one thread per inspection; it reads segments that its caller has pinned, beside all others, and changes
 * nothing.
 *
 * <p>Depends on {@code segment}, {@code kernel} and the public values of {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.inspect;

import org.jspecify.annotations.NullMarked;
