/**
 * One log on disk for all groups of a host.
 *
 * <p>Reading order: {@link io.vectron.raft.log.SharedRaftLog} (opening, refusing, destroying), {@code LogKeys} (the key
 * layout), {@code Committer} (group commit), {@link io.vectron.raft.log.GroupLog} and {@link
 * io.vectron.raft.log.GroupMeta} (what JRaft sees of one group), {@code Janitor} (reclaiming truncated space).
 *
 * <p>Threads: writers of all groups wait for the one committer thread, which writes and syncs for many of them at once;
 * reads run on the caller's thread.
 *
 * <p>Must not depend on the transport or on groups; of this module only on the runtime.
 */
@NullMarked
package io.vectron.raft.log;

import org.jspecify.annotations.NullMarked;
