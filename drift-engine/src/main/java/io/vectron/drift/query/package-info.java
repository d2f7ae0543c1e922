/**
 * What a search carries from source to source: the prepared query, the collector of the best rows, the view of a row
 * owner (memtable or segment).
 *
 * <p>Reading order: {@link io.vectron.drift.query.PreparedQuery}, {@link io.vectron.drift.query.RowOwner},
 * {@link io.vectron.drift.query.HitCollector}, {@link io.vectron.drift.query.ScanTally}.
 *
 * <p>Threading: one search runs on one thread and owns all of these; row owners may be read by many.
 *
 * <p>Depends on {@code kernel} and the public values of {@code io.vectron.drift} only.
 */
@NullMarked
package io.vectron.drift.query;

import org.jspecify.annotations.NullMarked;
