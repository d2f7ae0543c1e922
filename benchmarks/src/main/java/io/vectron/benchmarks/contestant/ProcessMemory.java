package io.vectron.benchmarks.contestant;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of this process. */
final class ProcessMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String RESIDENT = "VmRSS:";

    private ProcessMemory() {}

    /** The answer with the heap's live bytes, and the bytes in memory where the system tells. Collects garbage first. */
    static Message addTo(Message answer) throws IOException {
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        Message with = answer.with("heap", heap);
        if (!Files.isReadable(STATUS)) {
            return with;
        }
        for (String line : Files.readAllLines(STATUS)) {
            if (line.startsWith(RESIDENT)) {
                String kibibytes =
                        line.substring(RESIDENT.length()).replace("kB", "").strip();
                return with.with("resident", Long.parseLong(kibibytes) << 10);
            }
        }
        return with;
    }
}
