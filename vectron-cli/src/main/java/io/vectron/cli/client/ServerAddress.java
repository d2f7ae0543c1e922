package io.vectron.cli.client;

/**
 * Where a gRPC service listens.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 1 to 65,535
 */
public record ServerAddress(String host, int port) {
    private static final int PORT_MAX = 65_535;

    public ServerAddress {
        if (host.isBlank()) {
            throw new IllegalArgumentException("an address needs a host");
        }
        if (port < 1 || port > PORT_MAX) {
            throw new IllegalArgumentException("a port is 1 to " + PORT_MAX + ", found " + port);
        }
    }

    /**
     * @param text {@code host:port} or {@code [ipv6]:port}
     * @throws IllegalArgumentException when it is neither
     */
    public static ServerAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("'" + text + "' is not host:port");
        }
        String host = text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.indexOf(':') >= 0) {
            throw new IllegalArgumentException("'" + text + "' is not host:port; an IPv6 address needs [brackets]");
        }
        try {
            return new ServerAddress(host, Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is not host:port: the port is no number", e);
        }
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }
}
