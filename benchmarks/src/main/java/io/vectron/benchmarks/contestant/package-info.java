/**
 * Indexes that are measured against each other, ours among them, each in a process of its own and built and run as its own
 * project means it to be.
 *
 * <p>Reading order, in the benchmark's process: {@link io.vectron.benchmarks.contestant.ContestantLauncher},
 * {@link io.vectron.benchmarks.contestant.MeasuredContestant}, {@code ContestantProcess}, {@code Message}. In a contestant's:
 * {@code ContestantMain}, {@code Contestant} and those that implement it, {@code QueryRun}. hnswlib's process is
 * {@code hnswlib_contestant.cc}.
 *
 * <p>Threading: see {@code ContestantProcess}, {@code ContestantMain} and {@code QueryRun}.
 */
@NullMarked
package io.vectron.benchmarks.contestant;

import org.jspecify.annotations.NullMarked;
