/**
 * What the router knows of the cluster: {@link io.vectron.router.map.ShardMap} is an immutable snapshot of collections,
 * shards, workers and leaders; {@link io.vectron.router.map.ShardMapWatch} follows the placement driver on one
 * background thread and publishes each new snapshot.
 *
 * <p>Readers never lock. Must not depend on the packages that serve requests.
 */
@NullMarked
package io.vectron.router.map;

import org.jspecify.annotations.NullMarked;
