package io.vectron.benchmarks.contestant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CpuPinningTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void aPinnedThreadMayRunOnOneProcessor() throws InterruptedException, ExecutionException {
        try (ExecutorService thread = Executors.newSingleThreadExecutor()) {
            String allowed = thread.submit(() -> {
                        assertThat(CpuPinning.pin()).isTrue();
                        return allowed();
                    })
                    .get();
            assertThat(allowed).matches("\\d+");
        }
    }

    private static String allowed() throws IOException {
        return Files.readAllLines(Path.of("/proc/thread-self/status")).stream()
                .filter(line -> line.startsWith("Cpus_allowed_list:"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElseThrow();
    }
}
