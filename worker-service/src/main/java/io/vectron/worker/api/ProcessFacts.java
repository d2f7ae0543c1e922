package io.vectron.worker.api;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the operating system says of this process; zeros where it has no /proc. */
final class ProcessFacts {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final long KIB = 1024;

    private ProcessFacts() {}

    /** Threads of the process as the kernel counts them: platform threads, the JVM's own included. */
    static int threads() {
        return (int) field("Threads:");
    }

    static long residentBytes() {
        return field("VmRSS:") * KIB;
    }

    private static long field(String name) {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith(name))
                    .map(line -> line.replaceAll("[^0-9]", ""))
                    .mapToLong(Long::parseLong)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }
}
