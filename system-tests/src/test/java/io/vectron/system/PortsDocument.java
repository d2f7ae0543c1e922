package io.vectron.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The table of docs/ports.md: each default port with its default bind address. */
final class PortsDocument {
    private static final int COLUMNS = 6;

    private PortsDocument() {}

    private static Map<Integer, String> read() throws IOException {
        Map<Integer, String> ports = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "ports.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == COLUMNS + 2 && cells[1].strip().matches("\\d+")) {
                ports.put(Integer.valueOf(cells[1].strip()), cells[COLUMNS].strip());
            }
        }
        return ports;
    }

    /** The ports that a running suite has are those of docs/ports.md, at the addresses that it names, and no others. */
    static void check(UpFixture up) throws IOException {
        assumeTrue(ListeningSockets.areKnownHere(), "the kernel tells in /proc what is listened on");
        Map<Integer, String> expected = new TreeMap<>();
        read().forEach((port, address) -> expected.put(up.port(port), address));
        Map<Integer, String> found = new TreeMap<>();
        ListeningSockets.of(up.process().pid()).forEach((port, address) -> found.put(port, address.getHostAddress()));
        assertThat(found).isEqualTo(expected).hasSizeGreaterThanOrEqualTo(6);
    }
}
