package io.vectron.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * One process of the CLI with its log file; started again with the same arguments after it was killed.
 *
 * <p>Concurrency: one test thread at a time.
 */
final class VectronProcess implements AutoCloseable {
    /**
     * For short lives on few cores: the second compiler never earns its work back, which is half of a start's, and without
     * it the vector kernels would be slow.
     */
    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-Ddrift.kernels=scalar");

    private static final Duration STOP_MAX = Duration.ofSeconds(30);
    private static final int LOG_TAIL_LINES = 120;

    /** One of the two ways to start a process. */
    interface Launch {
        VectronProcess start(String name, Path directory, String heap, List<String> arguments);
    }

    private final String name;
    private final Path directory;
    private final List<String> arguments;
    private final List<String> java;
    private Process process;
    private int starts;

    /**
     * Starts a process that starts fast and computes slowly.
     *
     * @param directory where the process runs and its log goes
     * @param arguments of the CLI, for example {@code pd --vectron.pd.port=...}
     */
    VectronProcess(String name, Path directory, String heap, List<String> arguments) {
        this(name, directory, arguments, quickJava(heap));
    }

    private VectronProcess(String name, Path directory, List<String> arguments, List<String> java) {
        this.name = name;
        this.directory = directory;
        this.arguments = List.copyOf(arguments);
        this.java = java;
        this.process = launch();
    }

    /** Starts a process with the compilers and kernels that its user gets. */
    static VectronProcess asShipped(String name, Path directory, String heap, List<String> arguments) {
        return new VectronProcess(name, directory, arguments, java(heap));
    }

    /** Java for a short life. */
    static List<String> quickJava(String heap) {
        return Stream.concat(java(heap).stream(), QUICK.stream()).toList();
    }

    private static List<String> java(String heap) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "--add-modules",
                "jdk.incubator.vector",
                "-Dcom.google.protobuf.use_unsafe_pre22_gencode=true",
                "-Dsofa.middleware.log.disable=true");
    }

    private Process launch() {
        List<String> command = new ArrayList<>(java);
        command.addAll(SharedClasses.options());
        command.addAll(List.of("-cp", SharedClasses.CLASS_PATH, "io.vectron.cli.Main"));
        command.addAll(arguments);
        try {
            Files.createDirectories(directory);
            return new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(log().toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path log() {
        return directory.resolve(name + "-" + starts + ".log");
    }

    String name() {
        return name;
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor();
    }

    /** SIGTERM, and the wait for an orderly end. */
    int stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(STOP_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " did not stop within " + STOP_MAX + "\n" + output());
        }
        return process.exitValue();
    }

    void startAgain() {
        starts++;
        process = launch();
    }

    /** Waits for a line of the output. */
    void awaitOutput(String text, Duration limit) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        while (!fullOutput().contains(text)) {
            if (!process.isAlive()) {
                throw new AssertionError(
                        name + " ended with " + process.exitValue() + " before '" + text + "':\n" + output());
            }
            if (System.nanoTime() > end) {
                throw new AssertionError(name + " did not print '" + text + "' within " + limit + ":\n" + output());
            }
            Thread.sleep(50);
        }
    }

    int awaitExit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError(name + " did not end within " + limit + "\n" + output());
        }
        return process.exitValue();
    }

    String fullOutput() {
        try {
            return Files.exists(log()) ? Files.readString(log(), StandardCharsets.UTF_8) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The end of the output, for messages. */
    String output() {
        return tail(fullOutput());
    }

    /** The end of the log file that a role keeps beside its data; empty when there is none. */
    String serviceLog() {
        Path file = directory.resolve(name + "-logs").resolve("vectron.log");
        try {
            return Files.exists(file) ? tail(Files.readString(file, StandardCharsets.UTF_8)) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tail(String text) {
        List<String> lines = text.lines().toList();
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL_LINES), lines.size()));
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
