/**
 * JRaft's RPC over plain grpc-java: no Bolt, no Hessian, no message but raft's own.
 *
 * <p>Reading order: {@link io.vectron.raft.transport.RaftTransportSettings}, {@link
 * io.vectron.raft.transport.RaftTransport} (one host's server and links), {@code RaftMessages} (the closed table of
 * messages), {@code GrpcRaftServer}, {@code PeerLink} (the channel to one peer process, for all groups), {@code Frame}
 * (the layout of the ordered streams).
 *
 * <p>Threads: requests and responses are parsed on gRPC's event loops, which all hosts of the process share; request
 * processing goes to JRaft's executors or the server's virtual threads; callbacks of calls run where JRaft wants them.
 *
 * <p>Must not depend on the log or on groups; of this module only on the runtime.
 */
@NullMarked
package io.vectron.raft.transport;

import org.jspecify.annotations.NullMarked;
