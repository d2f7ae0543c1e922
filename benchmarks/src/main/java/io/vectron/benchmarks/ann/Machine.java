package io.vectron.benchmarks.ann;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What figures were measured on.
 *
 * @param processors that this process may use
 */
record Machine(String processor, int processors, String system, String java) {
    private static final Path CPU_FILE = Path.of("/proc/cpuinfo");
    private static final String MODEL = "model name";

    static Machine here() throws IOException {
        return new Machine(
                processorName(),
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                        + System.getProperty("os.arch"),
                System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    }

    private static String processorName() throws IOException {
        List<String> lines = Files.isReadable(CPU_FILE) ? Files.readAllLines(CPU_FILE) : List.of();
        return lines.stream()
                .filter(line -> line.startsWith(MODEL))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
    }
}
