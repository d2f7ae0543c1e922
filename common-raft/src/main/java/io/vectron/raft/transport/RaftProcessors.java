package io.vectron.raft.transport;

import com.alipay.sofa.jraft.rpc.ProtobufMsgFactory;
import com.alipay.sofa.jraft.rpc.impl.PingRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.AppendEntriesRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.GetFileRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.InstallSnapshotRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.ReadIndexRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.RequestVoteRequestProcessor;
import com.alipay.sofa.jraft.rpc.impl.core.TimeoutNowRequestProcessor;

/**
 * The seven requests that raft itself needs. JRaft's eleven CLI requests, with which anybody who reaches the port could
 * change a group's membership, are not served: membership goes through PD and the leader's own node.
 */
final class RaftProcessors {
    private RaftProcessors() {}

    static void register(GrpcRaftServer server) {
        ProtobufMsgFactory.load();
        // no executor of their own: requests run on the server's virtual threads, AppendEntries on one per peer pair
        AppendEntriesRequestProcessor append = new AppendEntriesRequestProcessor(null);
        server.registerConnectionClosedEventListener(append);
        server.registerProcessor(append);
        server.registerProcessor(new GetFileRequestProcessor(null));
        server.registerProcessor(new InstallSnapshotRequestProcessor(null));
        server.registerProcessor(new RequestVoteRequestProcessor(null));
        server.registerProcessor(new PingRequestProcessor(null));
        server.registerProcessor(new TimeoutNowRequestProcessor(null));
        server.registerProcessor(new ReadIndexRequestProcessor(null));
    }
}
