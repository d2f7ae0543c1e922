package io.vectron.raft.transport;

import com.alipay.sofa.jraft.option.NodeOptions;

/**
 * Carries a host's links to the RPC factory, which JRaft makes once per process and calls without telling for whom; and
 * validates without Bolt, whose StringUtils the original needs.
 */
final class TransportNodeOptions extends NodeOptions {
    private final PeerLinks links;

    TransportNodeOptions(PeerLinks links) {
        this.links = links;
    }

    PeerLinks links() {
        return links;
    }

    @Override
    public void validate() {
        if (getFsm() == null) {
            throw new IllegalArgumentException("no state machine");
        }
    }
}
