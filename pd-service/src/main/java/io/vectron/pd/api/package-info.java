/**
 * What the placement driver answers over gRPC.
 *
 * <p>Reading order: {@link io.vectron.pd.api.PlacementService} (the operations), {@link
 * io.vectron.pd.api.PlacementMember} (this member's part in raft: state, leadership, proposals, reads), {@code Watcher}
 * (one open watch), {@code WatchEvents} (state and facts to events; pure), {@code CollectionViews}, {@code Assignments},
 * {@code WorkerChecks}.
 *
 * <p>Threads: calls run on the server's virtual threads and may block; each watch has a virtual thread. Depends on the
 * soft, plan and state packages and on common-raft; not on Spring.
 */
@NullMarked
package io.vectron.pd.api;

import org.jspecify.annotations.NullMarked;
