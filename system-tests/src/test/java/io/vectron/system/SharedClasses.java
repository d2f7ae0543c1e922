package io.vectron.system;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * An archive of the classes that the suite loads, parsed and verified once for all processes of all tests: a start costs a
 * third to two thirds less. Made by one orderly run of the demo; without it everything works, only slower.
 */
final class SharedClasses {
    private static final Path ARCHIVE = Path.of("target", "vectron.jsa").toAbsolutePath();
    private static final long TRAINING_SECONDS_MAX = 180;

    /** What the processes of this JVM's tests are started with; jars only, because an archive takes no folders. */
    static final String CLASS_PATH = classPath();

    private static final boolean IS_THERE = make();

    private SharedClasses() {}

    /** The options that use the archive; none when it could not be made. */
    static List<String> options() {
        return IS_THERE ? List.of("-XX:SharedArchiveFile=" + ARCHIVE) : List.of();
    }

    private static String classPath() {
        String all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> jars = Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> entry.endsWith(".jar"))
                .toList();
        // in an IDE the modules are folders
        return jars.stream().anyMatch(jar -> jar.contains("vectron-cli")) ? String.join(File.pathSeparator, jars) : all;
    }

    private static boolean make() {
        try {
            Files.deleteIfExists(ARCHIVE);
            Path folder = Files.createTempDirectory("vectron-training");
            List<String> command = new ArrayList<>(VectronProcess.quickJava("1g"));
            command.add("-XX:ArchiveClassesAtExit=" + ARCHIVE);
            command.addAll(List.of("-cp", CLASS_PATH, "io.vectron.cli.Main"));
            List<String> arguments = UpFixture.arguments(folder.resolve("data"), Ports.free(UpFixture.PORTS.size()));
            command.add("demo");
            command.addAll(arguments.subList(1, arguments.size()));
            command.add("--exit");
            Path log = folder.resolve("log");
            Process training = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            boolean ended = training.waitFor(TRAINING_SECONDS_MAX, TimeUnit.SECONDS);
            if (!ended) {
                training.destroyForcibly();
            }
            boolean made = ended && Files.exists(ARCHIVE);
            System.out.println(made ? "SHARED CLASSES made" : "SHARED CLASSES not made: " + tail(log));
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static String tail(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
        return lines.subList(Math.max(0, lines.size() - 10), lines.size()).stream()
                .collect(Collectors.joining("\n"));
    }
}
