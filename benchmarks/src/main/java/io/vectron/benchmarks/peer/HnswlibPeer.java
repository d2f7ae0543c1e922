package io.vectron.benchmarks.peer;

import io.vectron.benchmarks.data.VectorFile;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * hnswlib (Malkov and Yashunin, "Efficient and robust approximate nearest neighbor search using Hierarchical Navigable Small
 * World graphs"), the C++ library as the system has it, by a small program of ours that g++ compiles for this processor.
 */
public final class HnswlibPeer {
    /** Links per node, as hnswlib's own benchmarks set it. */
    public static final int M = 16;

    public static final int EF_CONSTRUCTION = 200;

    private static final String SOURCE = "hnswlib_build.cc";

    private final Path program;
    private final Path data;
    private final int rows;

    private HnswlibPeer(Path program, Path data, int rows) {
        this.program = program;
        this.data = data;
        this.rows = rows;
    }

    /**
     * Compiles the program and writes the vectors where it finds them.
     *
     * @param directory to work in
     * @throws IllegalStateException when there is no compiler or no library; says what to install
     */
    public static HnswlibPeer prepare(Path directory, VectorFile vectors) {
        Path source = directory.resolve(SOURCE);
        Path program = directory.resolve("hnswlib_build");
        Path data = directory.resolve("base.fvecs");
        try {
            try (InputStream text = Objects.requireNonNull(HnswlibPeer.class.getResourceAsStream(SOURCE), SOURCE)) {
                Files.copy(text, source);
            }
            write(vectors, data);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        try {
            String _ = run(List.of(
                    "g++",
                    "-O3",
                    "-march=native",
                    "-std=c++17",
                    "-pthread",
                    "-o",
                    program.toString(),
                    source.toString()));
        } catch (IOException | IllegalStateException failure) {
            throw new IllegalStateException(
                    "cannot build the program for hnswlib (Debian: apt install g++ libhnswlib-dev; or --peers none): "
                            + failure.getMessage(),
                    failure);
        }
        return new HnswlibPeer(program, data, vectors.rows());
    }

    private static void write(VectorFile vectors, Path file) throws IOException {
        ByteBuffer row = ByteBuffer.allocate(Integer.BYTES + vectors.dimension() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            for (int i = 0; i < vectors.rows(); i++) {
                row.clear().putInt(vectors.dimension());
                row.asFloatBuffer().put(vectors.values(), i * vectors.dimension(), vectors.dimension());
                out.write(row.array());
            }
        }
    }

    /** Seconds of building the graph over all vectors, in memory. */
    public double buildSeconds(int threads) {
        try {
            String printed = run(List.of(
                    program.toString(),
                    data.toString(),
                    Integer.toString(rows),
                    Integer.toString(threads),
                    Integer.toString(M),
                    Integer.toString(EF_CONSTRUCTION)));
            return Double.parseDouble(printed.strip().split(" ", -1)[1]);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = process.waitFor();
            if (status != 0) {
                throw new IllegalStateException(command.getFirst() + " ended with " + status + ": " + printed);
            }
            return printed;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
