/**
 * The inside of one shard replica: buckets, segments, memtable and background work, as the replica's worker describes it.
 * {@link io.vectron.admin.index.IndexDescriptions} keeps each answer for some seconds, because it costs the worker reads.
 */
@NullMarked
package io.vectron.admin.index;

import org.jspecify.annotations.NullMarked;
