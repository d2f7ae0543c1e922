package io.vectron.benchmarks.work;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Folders that a measurement fills and leaves no trace of. */
public final class Directories {
    private Directories() {}

    /** Copies the files of a folder, not those of folders in it. */
    public static void copy(Path from, Path to) {
        try (Stream<Path> files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Bytes of the files in a folder whose names are chosen. */
    public static long bytes(Path directory, Predicate<String> isCounted) {
        try (Stream<Path> files = Files.list(directory)) {
            long sum = 0;
            for (Path file : files.filter(path -> isCounted.test(String.valueOf(path.getFileName())))
                    .toList()) {
                sum += Files.size(file);
            }
            return sum;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Deletes a folder and all in it, if it is there. */
    public static void delete(Path directory) {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
