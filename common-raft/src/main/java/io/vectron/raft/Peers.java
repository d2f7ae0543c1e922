package io.vectron.raft;

import com.alipay.sofa.jraft.conf.Configuration;
import com.alipay.sofa.jraft.entity.PeerId;
import java.util.Collection;
import java.util.List;

/** Between host:port and JRaft's peer ids. */
final class Peers {
    private Peers() {}

    /** @throws IllegalArgumentException unless it is host:port */
    static String check(String address) {
        parse(address);
        return address;
    }

    static PeerId parse(String address) {
        PeerId peer = new PeerId();
        if (address.chars().filter(c -> c == ':').count() != 1
                || address.startsWith(":")
                || !peer.parse(address)
                || peer.getPort() < 1
                || peer.getPort() > 65_535) {
            throw new IllegalArgumentException("peer '" + address + "', expected host:port");
        }
        return peer;
    }

    static Configuration configuration(Collection<String> addresses) {
        Configuration configuration = new Configuration();
        addresses.forEach(address -> configuration.addPeer(parse(address)));
        return configuration;
    }

    static List<String> addresses(Collection<PeerId> peers) {
        return peers.stream()
                .map(peer -> peer.getEndpoint().toString())
                .sorted()
                .toList();
    }
}
