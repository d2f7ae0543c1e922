package io.vectron.benchmarks.contestant;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;

/**
 * hnswlib (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small
 * World graphs"), the C++ library as the system has it, by a small program of ours that g++ compiles for this processor.
 */
final class HnswlibProgram {
    private static final String SOURCE = "hnswlib_contestant.cc";
    private static final String UNKNOWN_VERSION = "unknown";

    private HnswlibProgram() {}

    /**
     * Compiles the program, unless that was done in this directory before.
     *
     * @param directory to work in
     * @return the program
     * @throws ContestantException when there is no compiler or no library; says what to install
     */
    static Path compile(Path directory) throws IOException {
        Path source = directory.resolve(SOURCE);
        Path program = directory.resolve("hnswlib_contestant");
        if (Files.isExecutable(program)) {
            return program;
        }
        try (InputStream text = Objects.requireNonNull(HnswlibProgram.class.getResourceAsStream(SOURCE), SOURCE)) {
            Files.copy(text, source, StandardCopyOption.REPLACE_EXISTING);
        }
        try {
            String _ = run(List.of(
                    "g++",
                    "-O3",
                    "-march=native",
                    "-std=c++17",
                    "-pthread",
                    "-DHNSWLIB_VERSION=\"" + version() + "\"",
                    "-o",
                    program.toString(),
                    source.toString()));
        } catch (IOException failure) {
            throw new ContestantException(
                    "cannot build the program for hnswlib (Debian: apt install g++ libhnswlib-dev; or leave it out of --peers): "
                            + failure.getMessage(),
                    failure);
        }
        return program;
    }

    /** Its headers do not tell, Debian's packages do. */
    private static String version() {
        try {
            return run(List.of("dpkg-query", "-W", "-f=${Version}", "libhnswlib-dev"))
                    .strip();
        } catch (IOException notDebian) {
            return UNKNOWN_VERSION;
        }
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IOException(command.getFirst() + " ended with " + status + ": " + printed);
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
