/**
 * Checks files that lie still, or that an engine goes on writing, without changing any.
 *
 * <p>Reading order: {@link io.vectron.drift.check.DirectoryCheck} (a whole directory) and
 * {@link io.vectron.drift.check.FileCheck} (one file), {@code ReadOnlyStorage} (why nothing is written), {@code SegmentSet}
 * (opening), {@code StateCheck} (which rows live, and that each does once) with {@code SegmentCheck} (one file's bytes) and
 * {@code RepeatedHashes}, {@code LogCheck}, {@code Findings}.
 *
 * <p>Threading: each check is one thread's.
 *
 * <p>Depends on {@code storage}, {@code segment}, {@code slot}, {@code log}, {@code bucket}, {@code codec} and the public values
 * of {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.check;

import org.jspecify.annotations.NullMarked;
