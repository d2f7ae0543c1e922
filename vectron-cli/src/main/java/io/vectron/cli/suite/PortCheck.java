package io.vectron.cli.suite;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Looks whether ports are free before anything starts, so that a taken one is named with the option that moves it. */
final class PortCheck {
    private PortCheck() {}

    /** @throws SuiteException naming every port that is taken */
    static void requireFree(SuiteSettings settings) {
        List<String> taken = new ArrayList<>();
        for (SuitePort port : SuitePort.values()) {
            String host = settings.host(port);
            if (isTaken(resolve(host), settings.port(port))) {
                taken.add("port " + settings.port(port) + " on " + host + " is taken; choose another with "
                        + port.option());
            }
        }
        if (!taken.isEmpty()) {
            throw new SuiteException(String.join("\n", taken));
        }
    }

    private static InetAddress resolve(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new SuiteException("--host " + host + " is no address of this machine: " + e.getMessage(), e);
        }
    }

    private static boolean isTaken(InetAddress host, int port) {
        try (ServerSocket socket = new ServerSocket()) {
            // connections of a suite that just stopped may linger; only a listener is in the way
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
            return false;
        } catch (BindException e) {
            return true;
        } catch (IOException e) {
            throw new SuiteException("cannot try port " + port + " on " + host + ": " + e, e);
        }
    }
}
