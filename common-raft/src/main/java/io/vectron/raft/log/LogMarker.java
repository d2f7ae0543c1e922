package io.vectron.raft.log;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The file that says whose directory this is, so that a wrong path never opens, or fills, somebody else's data.
 *
 * <pre>
 * RAFT_LOG   text, UTF-8: "vectron raft log, format 1\n"
 * db/        the RocksDB
 * </pre>
 *
 * The marker is written before the database. A marker with a database that lost its CURRENT file is refused too: an
 * empty log in its place would forget votes and acknowledged entries.
 */
final class LogMarker {
    static final String FILE = "RAFT_LOG";
    static final String DATABASE = "db";
    /** Written after the database was opened for the first time; from then on the database must be there. */
    static final String READY = "READY";

    private static final String TEXT = "vectron raft log, format 1\n";
    /** Anything longer is not ours and is not read. */
    private static final long MARKER_BYTES_MAX = 4096;

    private LogMarker() {}

    /** @throws IOException naming the directory or file that is in the way */
    static void claim(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path marker = directory.resolve(FILE);
        if (Files.exists(marker)) {
            check(marker);
        } else {
            refuseForeign(directory);
            write(directory, FILE, TEXT);
        }
        Path database = directory.resolve(DATABASE);
        boolean hasDatabase = Files.exists(database.resolve("CURRENT"));
        if (Files.exists(directory.resolve(READY)) && !hasDatabase) {
            throw new IOException("raft log " + database + " has lost its file CURRENT: this host's votes and entries"
                    + " are gone; remove it from its groups and start it with an empty directory under a new address");
        }
        Files.createDirectories(database);
    }

    static void markReady(Path directory) throws IOException {
        Path ready = directory.resolve(READY);
        if (!Files.exists(ready)) {
            write(directory, READY, "");
        }
    }

    private static void check(Path marker) throws IOException {
        long size = Files.size(marker);
        String found = size > MARKER_BYTES_MAX ? size + " bytes" : Files.readString(marker);
        if (!found.equals(TEXT)) {
            throw new IOException(
                    "raft log marker " + marker + " holds '" + found.strip() + "', expected '" + TEXT.strip() + "'");
        }
    }

    private static void refuseForeign(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<String> found = files.limit(5)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
            // a temporary marker is left by a crash in the very first start
            if (!found.isEmpty() && !found.equals(List.of(FILE + ".tmp"))) {
                throw new IOException("directory " + directory + " is not a raft log: it has no file " + FILE
                        + " but holds " + found);
            }
        }
    }

    private static void write(Path directory, String name, String text) throws IOException {
        Path temporary = directory.resolve(name + ".tmp");
        Files.write(temporary, text.getBytes(StandardCharsets.UTF_8));
        sync(temporary);
        Files.move(temporary, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        sync(directory);
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
