package io.vectron.raft.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.rocksdb.NativeLibraryLoader;
import org.rocksdb.RocksDB;

/**
 * Loads RocksDB's native code and leaves no copy of it on the disk. RocksDB's own way removes the 17 MB that it unpacks only
 * when the process ends in order: each kill would leave them behind.
 */
final class RocksLibrary {
    /** Where RocksDB is told to keep one copy for good; then it is left to it. */
    private static final String KEPT_IN = "ROCKSDB_SHAREDLIB_DIR";

    private RocksLibrary() {}

    /**
     * Idempotent; from any thread.
     *
     * @throws UncheckedIOException when the directory for temporary files cannot be written
     */
    static synchronized void load() {
        if (System.getenv(KEPT_IN) == null) {
            try {
                Path directory = Files.createTempDirectory("vectron-rocksdb");
                NativeLibraryLoader.getInstance().loadLibrary(directory.toString());
                remove(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("no room for RocksDB's native code", e);
            }
        }
        RocksDB.loadLibrary();
    }

    /** What is mapped stays so; a system that does not let go of it has RocksDB's own removal at the end. */
    private static void remove(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException _) {
            directory.toFile().deleteOnExit();
        }
    }
}
