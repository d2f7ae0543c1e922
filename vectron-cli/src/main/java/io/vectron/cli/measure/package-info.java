/**
 * Measures of a running cluster: {@link io.vectron.cli.measure.RecallMeasurement} runs queries with known answers and
 * returns a {@link io.vectron.cli.measure.RecallReport}.
 *
 * <p>Virtual threads search, each writes its own slots of shared arrays. Depends on {@code client} and {@code input}.
 */
@NullMarked
package io.vectron.cli.measure;

import org.jspecify.annotations.NullMarked;
