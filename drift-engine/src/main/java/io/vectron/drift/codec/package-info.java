/**
 * Codecs: how numbers, vectors and sets of ids become few bytes, and come back bit for bit. Pure functions over memory;
 * docs/formats/compression.md is their manual.
 *
 * <p>Reading order: {@link io.vectron.drift.codec.BitPacking} (the lane layout under all the others), {@code LaneKernels},
 * {@link io.vectron.drift.codec.IntegerBlock}, {@link io.vectron.drift.codec.FloatBlock} with {@code AlpFloats} and
 * {@code AlpRdFloats}, {@link io.vectron.drift.codec.Sq8Grid}, {@link io.vectron.drift.codec.BloomFilter}.
 *
 * <p>Threading: views are immutable and hold no scratch, any number of threads may read through one. Encoders keep their
 * scratch on the calling thread's stack or heap.
 *
 * <p>Trust: the bytes may be anything. What opens a block checks every length against the given range before it is used and
 * throws {@link io.vectron.drift.codec.MalformedBlockException}; no block makes a reader leave its range, loop for ever, or
 * allocate by a length that was not checked. Checksums are the business of the files around the blocks.
 *
 * <p>All numbers are little-endian. Readers are given native memory in production; heap segments work, but a process that
 * mixes both kinds in one kernel decodes several times slower.
 *
 * <p>Depends on {@code kernel} and on hash4j only.
 */
@NullMarked
package io.vectron.drift.codec;

import org.jspecify.annotations.NullMarked;
