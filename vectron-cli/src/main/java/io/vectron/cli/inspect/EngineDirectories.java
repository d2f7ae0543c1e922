package io.vectron.cli.inspect;

import io.vectron.drift.Inspection;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/**
 * The engine directories in a data directory, a worker's for one: {@code COLLECTION/SHARD ID/engine}, and the copies in
 * {@code COLLECTION/SHARD ID/snapshots}, which share their files. What a worker is about to delete or has not finished
 * ({@code .trash}, {@code engine.old}, {@code engine.new}, {@code snapshots/temp}) is passed over: it may be half there, and
 * nothing reads it.
 *
 * @param engines those that hold data, sorted
 * @param snapshots copies of them, sorted
 * @param passedOver directories that were not looked into, sorted
 */
public record EngineDirectories(List<Path> engines, List<Path> snapshots, List<Path> passedOver) {
    private static final String SNAPSHOTS = "snapshots";
    private static final String ENGINE = "engine";

    public EngineDirectories {
        engines = engines.stream().sorted().toList();
        snapshots = snapshots.stream().sorted().toList();
        passedOver = passedOver.stream().sorted().toList();
    }

    /**
     * Looks for them in a directory, which may be one itself. Symbolic links are not followed.
     *
     * @throws IOException when a directory cannot be listed
     */
    public static EngineDirectories in(Path root) throws IOException {
        Finder finder = new Finder(root);
        Files.walkFileTree(root, finder);
        return new EngineDirectories(finder.engines, finder.snapshots, finder.passedOver);
    }

    private static final class Finder extends SimpleFileVisitor<Path> {
        private final Path root;
        private final List<Path> engines = new ArrayList<>();
        private final List<Path> snapshots = new ArrayList<>();
        private final List<Path> passedOver = new ArrayList<>();

        Finder(Path root) {
            this.root = root;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) throws IOException {
            if (!directory.equals(root) && isUnfinished(directory)) {
                passedOver.add(directory);
                return FileVisitResult.SKIP_SUBTREE;
            }
            if (!isEngine(directory)) {
                return FileVisitResult.CONTINUE;
            }
            (isInSnapshots(directory) ? snapshots : engines).add(directory);
            return FileVisitResult.SKIP_SUBTREE;
        }

        private static boolean isEngine(Path directory) throws IOException {
            try {
                return Inspection.isEngineDirectory(directory);
            } catch (NoSuchFileException gone) {
                return false;
            }
        }

        /** What a running worker has deleted meanwhile is no fault. */
        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            return failure instanceof NoSuchFileException
                    ? FileVisitResult.CONTINUE
                    : super.visitFileFailed(file, failure);
        }

        private boolean isInSnapshots(Path directory) {
            for (Path name : root.relativize(directory)) {
                if (name.toString().equals(SNAPSHOTS)) {
                    return true;
                }
            }
            return false;
        }

        private static boolean isUnfinished(Path directory) {
            return switch (name(directory)) {
                case ".trash", "engine.old" -> true;
                // Without an engine beside it, it is whole and takes the engine's place at the next start.
                case "engine.new" -> Files.isDirectory(directory.resolveSibling(ENGINE));
                case "temp" -> name(directory.resolveSibling(".").normalize()).equals(SNAPSHOTS);
                default -> false;
            };
        }

        private static String name(Path directory) {
            return String.valueOf(directory.getFileName());
        }
    }
}
