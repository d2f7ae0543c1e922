package io.vectron.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** The table of docs/ports.md: each default port with its default bind address. */
final class PortsDocument {
    private static final int COLUMNS = 6;

    private PortsDocument() {}

    static Map<Integer, String> read() throws IOException {
        Map<Integer, String> ports = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("..", "docs", "ports.md"))) {
            String[] cells = line.split("\\|", -1);
            if (cells.length == COLUMNS + 2 && cells[1].strip().matches("\\d+")) {
                ports.put(Integer.valueOf(cells[1].strip()), cells[COLUMNS].strip());
            }
        }
        return ports;
    }
}
