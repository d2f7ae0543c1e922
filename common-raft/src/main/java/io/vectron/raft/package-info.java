/**
 * Replicated groups for PD and workers: SOFAJRaft set up once, behind an interface that shows none of it.
 *
 * <p>Reading order: {@link io.vectron.raft.RaftHost} (one per process role: an RPC server and a shared log), {@link
 * io.vectron.raft.RaftGroup} (one replica of one group), {@link io.vectron.raft.ReplicatedStateMachine} (what the group
 * replicates), {@link io.vectron.raft.SnapshotTask}; then inside, {@code MachineDriver} (from JRaft's callbacks to the
 * machine's), {@code Proposals} (what is in flight) and {@code JRaftOptions} (the settings and their reasons).
 *
 * <p>Threads: JRaft's own threads are virtual (see the runtime package); machines run on the host's apply
 * threads, snapshots on its snapshot threads; futures complete on virtual threads, so dependents may block.
 *
 * <p>Must not depend on Spring, on any other module, or let a JRaft type into a public signature.
 */
@NullMarked
package io.vectron.raft;

import org.jspecify.annotations.NullMarked;
