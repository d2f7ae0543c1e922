package io.vectron.benchmarks.work;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A new folder that is gone with all in it when a measurement has ended, be it by Ctrl-C. */
public final class WorkDirectory implements AutoCloseable {
    private final Path path;
    private final Thread onExit;

    private WorkDirectory(Path path) {
        this.path = path;
        this.onExit = new Thread(this::deleteOnExit, "delete-" + path.getFileName());
    }

    /**
     * Makes one.
     *
     * @param parent where, the system's folder for temporary files when null
     */
    public static WorkDirectory create(@Nullable Path parent) throws IOException {
        Path in = parent == null ? Path.of(System.getProperty("java.io.tmpdir")) : parent;
        if (!Files.isDirectory(in)) {
            throw new NoSuchFileException(in.toString(), null, "no folder to work in");
        }
        WorkDirectory directory = new WorkDirectory(Files.createTempDirectory(in, "vectron-bench"));
        Runtime.getRuntime().addShutdownHook(directory.onExit);
        return directory;
    }

    public Path path() {
        return path;
    }

    /** Processes of ours may still write: they end by themselves, and what they leave lies in the system's folder. */
    private void deleteOnExit() {
        try {
            Directories.delete(path);
        } catch (RuntimeException leftBehind) {
            System.err.println("could not delete " + path + ": " + leftBehind);
        }
    }

    @Override
    public void close() {
        Directories.delete(path);
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException exiting) {
            // the hook runs, and finds nothing left to do
        }
    }
}
