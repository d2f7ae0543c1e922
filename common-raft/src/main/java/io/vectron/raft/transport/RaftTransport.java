package io.vectron.raft.transport;

import com.alipay.sofa.jraft.NodeManager;
import com.alipay.sofa.jraft.option.NodeOptions;
import com.alipay.sofa.jraft.util.Endpoint;
import java.io.IOException;

/**
 * One host's share of the network: its server and its links to the peers. Several live in one process without sharing
 * anything but gRPC's event loops.
 *
 * <p>Concurrency: safe for any number of threads.
 */
public final class RaftTransport implements AutoCloseable {
    private final Endpoint endpoint;
    private final PeerLinks links;
    private final GrpcRaftServer server;

    private RaftTransport(Endpoint endpoint, PeerLinks links, GrpcRaftServer server) {
        this.endpoint = endpoint;
        this.links = links;
        this.server = server;
    }

    /** @throws IOException when the port cannot be bound; the message names host and port */
    public static RaftTransport start(String host, int port, RaftTransportSettings settings) throws IOException {
        Endpoint endpoint = new Endpoint(host, port);
        GrpcRaftServer server = new GrpcRaftServer(endpoint, settings);
        RaftProcessors.register(server);
        server.start();
        NodeManager.getInstance().addAddress(endpoint);
        return new RaftTransport(endpoint, new PeerLinks(settings, port), server);
    }

    /** Options of a node that talks through this transport; JRaft hands them to the RPC factory as they are. */
    public NodeOptions newNodeOptions() {
        return new TransportNodeOptions(links);
    }

    /** Channels to peers at the moment. */
    public int linkCount() {
        return links.size();
    }

    /** Requests in flight are dropped; call it after the last node of this host has stopped. */
    @Override
    public void close() {
        NodeManager.getInstance().removeAddress(endpoint);
        server.shutdown();
        links.close();
    }
}
