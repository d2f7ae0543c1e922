package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ports that a running suite has are those of docs/ports.md, at the addresses that it names, and no others. */
@Tag("cluster")
class PortsTest {
    @TempDir
    private Path directory;

    @Test
    void openSuiteListensOnTheDocumentedPortsOnly() throws Exception {
        assumeTrue(ListeningSockets.areKnownHere(), "the kernel tells in /proc what is listened on");
        try (UpFixture up = UpFixture.start(directory)) {
            checkPorts(up);
        }
    }

    /** Also used with the locked suite of another test: a start takes seconds. */
    static void checkPorts(UpFixture up) throws IOException {
        Map<Integer, String> expected = new TreeMap<>();
        PortsDocument.read().forEach((port, address) -> expected.put(up.port(port), address));
        Map<Integer, String> found = new TreeMap<>();
        for (Map.Entry<Integer, InetAddress> socket :
                ListeningSockets.of(up.process().pid()).entrySet()) {
            found.put(socket.getKey(), socket.getValue().getHostAddress());
        }
        assertThat(found).isEqualTo(expected).hasSizeGreaterThanOrEqualTo(6);
    }
}
