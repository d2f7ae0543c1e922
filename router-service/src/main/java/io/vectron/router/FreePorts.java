package io.vectron.router;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/** Stops the start when a port is taken, and says which setting to change, before anything else is started. */
final class FreePorts implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Environment environment = context.getEnvironment();
        String host = environment.getProperty(
                "vectron.router.bind-address", environment.getRequiredProperty("vectron.router.host"));
        for (String key :
                new String[] {"vectron.router.rest-port", "vectron.router.grpc-port", "vectron.router.management-port"
                }) {
            Integer port = environment.getProperty(key, Integer.class, 0);
            if (port > 0 && port <= 65_535) {
                check(host, port, key);
            }
        }
    }

    private static void check(String host, int port, String key) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new PortTakenException(
                    "cannot listen on " + host + ":" + port + " (" + e.getMessage() + "); set " + key
                            + " or vectron.router.host to something else",
                    e);
        }
    }

    /** Names host, port and setting. */
    static final class PortTakenException extends IllegalStateException {
        private static final long serialVersionUID = 1L;

        PortTakenException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
