/**
 * The drift engine: one directory holds the vectors of one shard. This package is all that other modules see.
 *
 * <p>Reading order: {@link io.vectron.drift.Drift} (open, apply, search), {@link io.vectron.drift.DriftSettings},
 * {@link io.vectron.drift.DriftResources} (what engines of one process share), the values that go in
 * ({@link io.vectron.drift.WriteBatch}, {@link io.vectron.drift.SearchRequest}) and come out
 * ({@link io.vectron.drift.SearchResult}, {@link io.vectron.drift.Row}, {@link io.vectron.drift.IndexDescription}), {@link io.vectron.drift.Inspection} (checks files), then {@code io.vectron.drift.engine}, where
 * the work is done.
 *
 * <p>Threading: every method of {@code Drift} may be called from any thread. Writers take turns, readers never wait for
 * a writer and see the state after some whole batch. Flushes and merges run on the threads of {@code DriftResources}.
 *
 * <p>Must not depend on Spring, Raft, gRPC or any other module of Vectron.
 */
@NullMarked
package io.vectron.drift;

import org.jspecify.annotations.NullMarked;
