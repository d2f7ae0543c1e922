package io.vectron.tls;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one role protects its cluster-internal connections: mutual TLS with its identity, or, for development on one
 * machine, not at all.
 *
 * @param identity absent only with {@code insecureDev}
 * @param insecureDev whether the role may serve without credentials; only ever on loopback
 */
public record ClusterDoor(Optional<TlsIdentity> identity, boolean insecureDev) {
    public ClusterDoor {
        if (identity.isEmpty() && !insecureDev) {
            throw new IllegalArgumentException("neither an identity nor insecure-dev");
        }
    }

    /**
     * @param role as in {@code vectron.<role>.tls-directory}
     * @param tlsDirectory null or empty for none
     * @param bindAddress where the role listens
     * @throws TlsException when the role must not start like this; the message names the ways out
     */
    public static ClusterDoor open(
            String role, @Nullable String tlsDirectory, boolean insecureDev, String bindAddress) {
        String prefix = "vectron." + role + ".";
        if (insecureDev && !isLoopback(bindAddress)) {
            throw new TlsException(prefix + "insecure-dev leaves every port open to everybody, so it is for loopback "
                    + "addresses only, found '" + bindAddress + "'; remove it and set " + prefix
                    + "tls-directory, or listen on 127.0.0.1");
        }
        if (tlsDirectory != null && !tlsDirectory.isBlank()) {
            return new ClusterDoor(Optional.of(TlsIdentity.load(Path.of(tlsDirectory))), insecureDev);
        }
        if (insecureDev) {
            return new ClusterDoor(Optional.empty(), true);
        }
        throw new TlsException("the " + role + " has no credentials for the cluster: set " + prefix
                + "tls-directory to a folder with ca.crt, tls.crt and tls.key ('vectron certs' makes them), or "
                + prefix
                + "insecure-dev=true to run without any protection on loopback");
    }

    /** For channels to other processes of the cluster. */
    public ChannelSecurity channels() {
        return identity.map(ChannelSecurity::of).orElse(ChannelSecurity.PLAINTEXT);
    }

    /** True when the name or address means this machine only; false for what cannot be resolved. */
    public static boolean isLoopback(String host) {
        try {
            // the empty name would be resolved to loopback, but servers take it for all addresses
            return !host.isBlank()
                    && Arrays.stream(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
