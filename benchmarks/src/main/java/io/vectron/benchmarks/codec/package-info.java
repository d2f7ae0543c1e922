/**
 * The codecs of the engine against the plain form of the same data.
 *
 * <p>Reading order: {@link io.vectron.benchmarks.codec.CodecReport} with {@code Stopwatch}; the JMH
 * classes.
 *
 * <p>Threading: one thread.
 */
@NullMarked
package io.vectron.benchmarks.codec;

import org.jspecify.annotations.NullMarked;
