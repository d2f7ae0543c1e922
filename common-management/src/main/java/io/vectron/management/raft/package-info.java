/**
 * Metrics of a role's raft groups, for roles that have some: {@link io.vectron.management.raft.RaftMeters}.
 *
 * <p>Safe for use by any thread. The only package here that knows raft.
 */
@NullMarked
package io.vectron.management.raft;

import org.jspecify.annotations.NullMarked;
